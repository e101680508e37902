import { describeConsumerContract } from './consumer-contract';
import { describeDeadLetterContract } from './dead-letter-contract';
import { describeSharedStateContract } from './shared-state-contract';
import { describeTransportContract, type BusUnderTest } from './transport-contract';

export { aCompany, aStageMove, COMPANY, eventsOf, stageMoves } from './an-integration-event';
export {
  kafkaOutsider,
  POISON_KINDS,
  POISON_REASONS,
  postgresOutsider,
  type Outsider,
  type PoisonKind,
} from './poison';
export { Recorder, until, withoutRepeats } from './recorder';
export type { BusUnderTest } from './transport-contract';

/** What every transport of the bus has to pass. `open` makes an empty bus for a company. */
export function describeBusContract(name: string, open: (company: string) => Promise<BusUnderTest>): void {
  describeTransportContract(name, open);
  describeConsumerContract(name, open);
  describeSharedStateContract(name, open);
  describeDeadLetterContract(name, open);
}
