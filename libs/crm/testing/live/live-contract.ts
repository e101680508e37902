import { batchContract, readingContract, writingContract } from '../contract';
import { LIVE_CAPABILITIES, liveWorld, REAL, type Surroundings } from './live-world';
import type { LiveSettings } from './settings';

const NO_RACES =
  'not tried: races of an agent against a person. Whose value one is, the history tells by who wrote it, and here both sign in as one';

/** The contract suite on an account of a vendor's; what cannot be tried there is printed with the reason. */
export function liveContract(
  kind: LiveSettings['kind'],
  settings: () => LiveSettings,
  surroundings: Partial<Surroundings> = {},
): void {
  const name = `${kind === 'salesforce' ? 'Salesforce' : 'HubSpot'} as it is live`;
  const make = () => liveWorld(settings(), surroundings);
  readingContract(name, LIVE_CAPABILITIES[kind], make);
  writingContract(name, LIVE_CAPABILITIES[kind], make);
  batchContract(name, LIVE_CAPABILITIES[kind], make);
  afterAll(() => ({ ...REAL, ...surroundings }).tell(`${name}, ${NO_RACES}`));
}
