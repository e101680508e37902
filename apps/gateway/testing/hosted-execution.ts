import type { Clock } from '@salesagent/canon/sales';
import type { CrmConnector } from '@salesagent/crm';
import { Executor } from '../src/execution/executor';
import { HostedCarrier } from '../src/execution/hosted/hosted-carrier';
import { Undo } from '../src/execution/undo';
import { SessionLocks } from '../src/session-locks';
import { CopyFollower } from '../src/sync/copy-follower';
import { syncState } from '../src/sync/sync-state';
import { TODAY, type GatewayDatabase } from './gateway-database';
import { Proposals } from './proposals';

/** What reads a hosted CRM and writes into it, as gateway's modules put it together; its copy is loaded. */
export interface HostedExecution {
  sync: CopyFollower;
  proposals: Proposals;
  carrier: HostedCarrier;
  executor: Executor;
  undo: Undo;
  /** Until the copy holds what the CRM holds now, and the log with it. */
  synced(): Promise<void>;
  stop(): Promise<void>;
}

export interface HostedExecutionOptions {
  /** Of the reading of the CRM; executions are on `TODAY`. */
  clock?: Clock;
  pollMs?: number;
  onError?: (error: unknown) => void;
}

export async function hostedExecution(
  gateway: GatewayDatabase,
  connector: CrmConnector,
  { clock = TODAY, pollMs = 1_000, onError = () => undefined }: HostedExecutionOptions = {},
): Promise<HostedExecution> {
  const { store, sealer, database } = gateway;
  const { pool } = database;
  const locks = new SessionLocks(pool);
  const changed = (): void => undefined;
  const sync = new CopyFollower({ pool, connector, clock, crm: 'hosted' }, locks, { pollMs, changed, onError });
  const proposals = await Proposals.start(gateway, TODAY);
  const permits = await proposals.verifier();
  const carrier = new HostedCarrier({ pool, store, sealer, connector, locks, clock: TODAY, permits, changed });
  const render = (content: unknown): Promise<Buffer> => Promise.resolve(Buffer.from(JSON.stringify(content)));
  const executor = new Executor({ pool, store, sealer, permits, render, clock: TODAY, changed, hosted: carrier });
  const undo = new Undo({ store, sealer, clock: TODAY, changed, hosted: carrier });
  const synced = async (): Promise<void> => {
    for (;;) {
      const more = await sync.step();
      if (!more && (await syncState(pool)).phase === 'following') break;
    }
    await gateway.follow();
  };
  await synced();
  const stop = async (): Promise<void> => {
    await sync.stop();
    await locks.close();
  };
  return { sync, proposals, carrier, executor, undo, synced, stop };
}
