import type { Explanation } from './api/explain.schema';
import { aCompany, runningConsole, type RunningConsole } from './testing';

interface Person {
  sub: string;
  name: string;
  roles: string[];
  personId: string | null;
}
const VP: Person = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const rep = (personId: string): Person => ({ sub: `person:${personId}`, name: personId, roles: ['rep'], personId });

describe('why something is as it is', () => {
  let running: RunningConsole;
  const { history, alert } = aCompany();
  const eventOf = (type: string, key: string) => history.events.find((e) => e.type === type && e.key === key)!;
  const caused = (cause: string) => {
    history.events.at(-1)!.causationId = cause;
  };

  // The alert of the stalled deal was set off by the creation of the deal, approved, carried out and seen in the CRM.
  const created = eventOf('OpportunityCreated', 'opportunity/STALLED');
  eventOf('ActionProposed', 'stalled-deal-alert:opportunity/STALLED').causationId = created.id;
  history.gate('ActionApproved', alert, {
    ...{ decisionId: 'd1', by: 'rep-1', digest: 'digest-1', policyVersion: 'v1', evidenceOpened: true },
  });
  const writes = [{ record: 'task/T1', before: null, after: { title: 'Call them' }, recordVersion: 1 }];
  history.execution('ExecutionStarted', alert, { digest: 'digest-1', permitId: 'p1', killEpoch: 0 });
  history.execution('ActionExecuted', alert, { writes, undoable: true, note: null });
  history.record(
    'TaskCreated',
    'task',
    'T1',
    { title: 'Call them', ownerId: 'rep-1', opportunityId: 'STALLED' },
    { by: alert },
  );
  // A field that an import set, then a person, then an agent's action that only operations may see.
  history.record('AmountRevised', 'opportunity', 'OTHER', { amount: 900 }, { at: '2017-12-21' });
  history.record('AmountRevised', 'opportunity', 'OTHER', { amount: 1_200 }, { at: '2017-12-22', by: 'rep-2' });
  const batch = history.proposal('deal-scoring', 'opportunity/OTHER', { ownerId: 'boss', effect: 'overwrite' });
  caused(created.id);
  history.record('OpportunityFieldsRevised', 'opportunity', 'OTHER', { agentWinProbability: 0.4 }, { by: batch });

  beforeAll(async () => {
    running = await runningConsole();
    await running.publish(history.events);
  });
  afterAll(() => running?.stop());

  async function why(id: string, who = VP): Promise<Explanation | number> {
    const token = await running.issuer.token(who);
    const response = await fetch(`${running.url}/api/explain/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.ok ? ((await response.json()) as Explanation) : response.status;
  }
  const found = async (id: string, who = VP) => (await why(id, who)) as Explanation;

  it('a proposal is told from its trigger to its outcome, each step with the event that says so', async () => {
    const { chain } = await found(alert);
    expect(chain.map(({ part, known, version }) => [part, known, version])).toEqual([
      ['trigger', true, null],
      ['facts', true, null],
      ['rules', true, 'p1'],
      ['words', true, null],
      ['policy', true, 'v1'],
      ['approval', true, null],
      ['execution', true, null],
      ['outcome', true, null],
    ]);
    const of = Object.fromEntries(chain.map((step) => [step.part, step]));
    expect(of['trigger']).toMatchObject({ eventId: created.id, by: { kind: 'import' } });
    expect(of['facts']?.facts).toEqual([{ label: 'Age', value: 97, source: 'opportunity/STALLED#engagedAt' }]);
    expect(of['rules']?.passages).toEqual([expect.objectContaining({ id: '4-progression/stalled-deal-alert#why' })]);
    expect(of['words']?.sentence).toContain('no model call');
    expect(of['approval']).toMatchObject({ by: { name: 'Ada Rep' }, facts: [{ label: 'Digest', value: 'digest-1' }] });
    expect(of['execution']?.facts).toEqual([expect.objectContaining({ value: 'Call them', source: 'task/T1#title' })]);
    expect(of['outcome']?.sentence).toContain('task/T1');
  });

  it('what an action made is explained by that action, by its reference or its bare id', async () => {
    for (const id of ['task/T1', 'T1']) {
      const { kind, actionId, chain } = await found(id);
      expect([kind, actionId, chain.length]).toEqual(['record', alert, 8]);
    }
  });

  it('a field names who wrote the present value and every one before it', async () => {
    const { value, writes: amounts, chain } = await found('opportunity/OTHER#amount', rep('rep-2'));
    expect(value).toBe(1_200);
    expect(amounts.map((w) => [w.value, w.by.kind, w.at.slice(0, 10)])).toEqual([
      [1_200, 'person', '2017-12-22'],
      [900, 'import', '2017-12-21'],
    ]);
    expect(chain).toEqual([]);
  });

  it('an event is explained by its id, with its cause and the proposal it belongs to', async () => {
    const proposed = eventOf('ActionProposed', 'stalled-deal-alert:opportunity/STALLED');
    const { kind, actionId, steps, because } = await found(proposed.id);
    expect([kind, actionId, steps.map((s) => s.eventId)]).toEqual(['event', alert, [created.id, proposed.id]]);
    expect(because.map((b) => b.label)).toEqual(['Event', 'Written by', 'Caused by']);
    expect(await found(created.id)).toMatchObject({ kind: 'event', actionId: null, chain: [] });
  });

  it('is told to those who see the record, and to nobody else', async () => {
    const stranger = rep('rep-2');
    for (const id of [alert, 'task/T1', 'T1', created.id, 'opportunity/STALLED#ownerId', 'no-such-thing'])
      expect([id, await why(id, stranger)]).toEqual([id, 404]);
    expect(await why(alert, rep('rep-1'))).toMatchObject({ kind: 'action' });
  });

  it('of a value on one’s own deal that came from another’s proposal, says that the rest is not theirs to see', async () => {
    const field = 'opportunity/OTHER#agentWinProbability';
    const { writes: values, chain } = await found(field, rep('rep-2'));
    expect(values).toMatchObject([{ value: 0.4, actionId: batch }]);
    expect(chain[0]).toMatchObject({ known: false, sentence: expect.stringContaining('not yours to see') });
    expect(chain.some(({ part }) => part === 'facts')).toBe(false);
    expect((await found(field)).chain.map(({ part }) => part)).toContain('facts');
  });
});
