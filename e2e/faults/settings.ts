import { kafkaLacks } from '@salesagent/servers';

export interface Settings {
  bus: 'postgres' | 'kafka';
  /** Decides when what is killed, and what is edited. */
  seed: number;
  /** Of each service. */
  kills: number;
  /** Events that the services' logs grow by. */
  events: number;
  /** Seconds that each server stands still. */
  down: number;
}

/**
 * What `run.mjs` was told; Kafka where this machine can run it, unless a bus is named.
 * @throws Error naming the option that cannot be followed
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const named = environment['FAULTS_BUS'];
  if (named !== undefined && named !== 'kafka' && named !== 'postgres')
    throw new Error(`--bus ${named} is no bus: kafka or postgres`);
  const lacks = kafkaLacks();
  if (named === 'kafka' && lacks !== null) throw new Error(`--bus kafka is not possible here: ${lacks}`);
  return {
    bus: named ?? (lacks === null ? 'kafka' : 'postgres'),
    seed: whole(environment, 'FAULTS_SEED', Math.floor(Math.random() * 1_000_000)),
    kills: whole(environment, 'FAULTS_KILLS', 5),
    events: whole(environment, 'FAULTS_EVENTS', 20_000),
    down: whole(environment, 'FAULTS_DOWN', 60),
  };
}

function whole(environment: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const given = environment[name];
  if (given === undefined) return otherwise;
  if (!/^\d+$/.test(given)) throw new Error(`--${name.slice(7).toLowerCase()} ${given} is not a whole number`);
  return Number(given);
}
