import type { IntegrationEvent } from '@salesagent/canon/events';
import { aPrincipal } from '@salesagent/auth/testing';
import { inTransaction } from '@salesagent/event-store';
import { Sealer } from '@salesagent/sealing';
import { aCompany, consoleDatabase, type ConsoleDatabase } from '../testing';
import { dealsQuery } from '../api/deals.schema';
import { dealView } from '../views/deal.view';
import { dealsView } from '../views/deals.view';
import { loadDirectory } from '../views/directory';
import { explain } from '../views/explain.view';
import { inboxView } from '../views/inbox.view';
import type { Reader } from '../views/reader';
import { ConsoleProjection, consoleBuilding } from './console-projection';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const TABLES = ['mirror', 'timeline', 'proposal', 'gate', 'execution', 'insight', 'movement', 'win_curve'];
const AS_OF = '2017-12-31';

describe('the console projects the bus', () => {
  let db: ConsoleDatabase;
  const { history, alert } = aCompany();

  beforeAll(async () => {
    db = await consoleDatabase();
    await apply(history.events);
  });
  afterAll(() => db.drop());

  async function apply(events: IntegrationEvent[]): Promise<void> {
    const client = await db.pool.connect();
    try {
      await new ConsoleProjection().apply(events, client);
    } finally {
      client.release();
    }
  }

  async function reader(given: Parameters<typeof aPrincipal>[0] = {}): Promise<Reader> {
    return { principal: aPrincipal(given), directory: await loadDirectory(db.pool, new Sealer(db.pool)) };
  }
  const sources = () => ({ pool: db.pool, sealer: new Sealer(db.pool), playbook: null });
  const board = async (given: Parameters<typeof aPrincipal>[0], query: object = {}) =>
    dealsView(db.pool, await reader(given), dealsQuery.parse(query), AS_OF);

  it('classifies open deals by the win curve and counts the lanes', async () => {
    const { lanes, total, deals } = await board({});
    expect(total).toBe(4);
    expect(lanes).toEqual({ moved: 0, 'needs-me': 1, live: 3, stalled: 1, dead: 1 });
    expect(Object.fromEntries(deals.map((d) => [d.id, d.health]))).toEqual({
      LIVE: 'live',
      STALLED: 'stalled',
      DEAD: 'dead',
      OTHER: 'live',
    });
    expect(deals.find((d) => d.id === 'STALLED')).toMatchObject({
      ageDays: 102,
      risks: ['Silent'],
      openApprovals: 1,
      estimate: 550,
      account: { id: 'cancity', name: 'Cancity' },
      owner: { id: 'rep-1', name: 'Ada Rep' },
    });
  });

  it('shows and counts for a rep only their own deals, for a manager those of the team', async () => {
    const rep = await board({ roles: ['rep'], personId: 'rep-2' });
    expect(rep.deals.map((d) => d.id)).toEqual(['OTHER']);
    expect(rep.lanes).toMatchObject({ live: 1, dead: 0, stalled: 0 });
    const manager = await board({ roles: ['manager'], personId: 'boss', teamIds: ['rep-1'] });
    expect(manager.deals.map((d) => d.id).sort()).toEqual(['DEAD', 'LIVE', 'STALLED']);
    expect((await board({ roles: ['rep'], personId: null })).total).toBe(0);
  });

  it('filters by lane, stage, region and words', async () => {
    expect((await board({}, { lane: 'dead' })).deals.map((d) => d.id)).toEqual(['DEAD']);
    expect((await board({}, { state: 'won' })).deals.map((d) => d.id)).toEqual(['WON']);
    expect((await board({}, { q: 'canc%' })).total).toBe(0);
    expect((await board({}, { q: 'canci' })).total).toBe(4);
    expect((await board({}, { region: 'West' })).total).toBe(0);
  });

  it("tells a deal's whole history with who did it", async () => {
    const deal = await dealView(sources(), await reader(), 'STALLED', AS_OF);
    expect(deal!.history.map((h) => h.sentence)).toEqual(
      expect.arrayContaining([
        'Created in 4.1 Discovery',
        'Proposed: Suggest a call',
        'Approval asked of Ada Rep',
        'deal-risk: No activity for 97 days',
      ]),
    );
    expect(deal!.fields.find((f) => f.field === 'ownerId')).toMatchObject({ value: 'Ada Rep', by: 'Import' });
    expect(await dealView(sources(), await reader({ roles: ['rep'], personId: 'rep-2' }), 'STALLED', AS_OF)).toBeNull();
  });

  it('puts what waits into the inbox of whoever may decide it', async () => {
    const own = await inboxView(sources(), await reader({ roles: ['rep'], personId: 'rep-1' }), AS_OF);
    expect(own.items).toHaveLength(1);
    expect(own.items[0]).toMatchObject({ actionId: alert, canDecide: true, state: 'awaiting', digest: 'digest-1' });
    expect(own.items[0]!.diff.map((d) => [d.label, d.set])).toContainEqual(['Title', 'Call them']);
    const other = await inboxView(sources(), await reader({ roles: ['rep'], personId: 'rep-2' }), AS_OF);
    expect(other.items).toEqual([]);
  });

  it('explains a field, a deal by its bare id, and a proposal', async () => {
    const field = await explain(sources(), await reader(), 'opportunity/STALLED#ownerId');
    expect(field!.sentence).toBe('Owner is Ada Rep, since 2017-12-31, by Import.');
    expect((await explain(sources(), await reader(), 'STALLED'))!.kind).toBe('record');
    const action = await explain(sources(), await reader(), alert);
    expect(action!.steps.map((s) => s.type)).toEqual([
      'ActionProposed',
      'ActionQueued',
      'ActionAdmitted',
      'ApprovalRequested',
    ]);
    expect(await explain(sources(), await reader(), 'opportunity/NONE')).toBeNull();
  });

  it('is the same however the events arrive: one by one, twice, or with the services interleaved', async () => {
    const before = await dump();
    await db.database.pool.query(TABLES.map((t) => `truncate console.${t};`).join(''));
    const bySource = [...history.events].sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
    for (const event of bySource) await apply([event]);
    expect(await dump()).toEqual(before);
  });

  it('is the same when a rebuild makes it, with a few rows in memory as with all', async () => {
    const before = await dump();
    for (const most of [1, 3, 10_000]) {
      await db.database.pool.query(TABLES.map((t) => `truncate console.${t};`).join(''));
      const building = consoleBuilding('console', most);
      for (let at = 0; at < history.events.length; at += 2) {
        await inTransaction(db.pool, (client) => building.apply(history.events.slice(at, at + 2), client));
        building.committed();
      }
      await inTransaction(db.pool, (client) => building.complete(client));
      expect(await dump()).toEqual(before);
    }
  });

  it('follows an approval to its execution and its undo', async () => {
    const at = history.events.length;
    history
      .gate('ActionApproved', alert, {
        decisionId: 'd1',
        by: 'rep-1',
        digest: 'digest-1',
        policyVersion: 'v1',
        evidenceOpened: true,
      })
      .execution('ExecutionStarted', alert, { digest: 'digest-1', permitId: 'p', killEpoch: 0 })
      .execution('ActionExecuted', alert, {
        writes: [{ record: 'task/T1', before: null, after: { title: 'Call them' }, recordVersion: 1 }],
        undoable: true,
        note: null,
      });
    await apply(history.events.slice(at));
    const inbox = await inboxView(sources(), await reader({ roles: ['rep'], personId: 'rep-1' }), AS_OF);
    expect(inbox.items).toEqual([]);
    expect(inbox.doneForYou[0]).toMatchObject({ actionId: alert, state: 'executed', undoable: true });
    const undo = history.events.length;
    history.execution('ActionUndone', alert, { by: 'rep-1', reason: 'wrong person' });
    await apply(history.events.slice(undo));
    const undone = await inboxView(sources(), await reader({ roles: ['rep'], personId: 'rep-1' }), AS_OF);
    expect(undone.doneForYou[0]).toMatchObject({ state: 'undone', undoable: false, reason: 'wrong person' });
  });

  async function dump(): Promise<Record<string, unknown>> {
    const tables = await Promise.all(
      TABLES.map(async (t) => {
        const { rows } = await db.pool.query<{ rows: string }>(
          `select coalesce(jsonb_agg(to_jsonb(x) order by to_jsonb(x)::text), '[]')::text as rows from console.${t} x`,
        );
        return [t, rows[0]!.rows] as const;
      }),
    );
    return Object.fromEntries(tables);
  }
});
