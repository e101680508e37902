import type { Handoff } from './api/handoffs.schema';
import { aCompany, runningConsole, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const rep = (id: string) => ({ sub: `person:${id}`, name: id, roles: ['rep'], personId: id });

describe('a hand-off in the console', () => {
  let running: RunningConsole;
  const { history } = aCompany();
  history
    .record('AccountCreated', 'account', 'kept', { name: 'Kept Ltd', ownerId: 'rep-2' })
    .record('OpportunityCreated', 'opportunity', 'SOLD', { name: 'Planner', accountId: 'kept', ownerId: 'rep-1' })
    .record('DocumentFiled', 'document', 'offer', { opportunityId: 'SOLD', name: 'Offer.docx' })
    .record('OpportunityWon', 'opportunity', 'SOLD', { outcome: 'won', subStage: '5.3' })
    .add(
      'HandoffOpened',
      {
        ...{ opportunityId: 'SOLD', accountId: 'kept', from: 'rep-1', to: 'rep-2', acknowledgeBy: '2018-01-03' },
        handedOver: [
          { what: 'documents', name: 'the documents of the deal', records: ['document/offer'] },
          { what: 'meddicc', name: 'what they said', records: ['opportunity/SOLD'], evidence: { champion: 3 } },
        ],
      },
      { source: 'orchestrator', key: 'handoff/SOLD' },
    )
    .add(
      'HandoffOverdue',
      { opportunityId: 'SOLD', accountId: 'kept', to: 'rep-2', acknowledgeBy: '2018-01-03', askedOf: 'boss' },
      { source: 'orchestrator', key: 'handoff/SOLD' },
    );

  beforeAll(async () => {
    running = await runningConsole();
    await running.publish(history.events);
  });
  afterAll(() => running.stop());

  async function as(person: ReturnType<typeof rep>, path: string, method = 'GET') {
    const authorization = `Bearer ${await running.issuer.token(person)}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(running.url + path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
    return { status: response.status, body: (await response.json()) as { handoffs: Handoff[]; history: object[] } };
  }

  it('is on the account of who takes over, who may acknowledge it there', async () => {
    const { body } = await as(rep('rep-2'), '/api/accounts/kept');
    expect(body.handoffs).toMatchObject([
      {
        ...{ deal: { id: 'SOLD', label: 'Planner' }, state: 'overdue', acknowledgeBy: '2018-01-03' },
        ...{ from: { id: 'rep-1' }, to: { id: 'rep-2' }, askedOf: { id: 'boss' }, canAcknowledge: true },
        handedOver: [
          { what: 'documents', records: [{ label: 'Offer.docx' }], evidence: null },
          { what: 'meddicc', evidence: { champion: 3 } },
        ],
      },
    ]);
  });

  it('is on the deal of who sold it, who may not', async () => {
    const { body } = await as(rep('rep-1'), '/api/deals/SOLD');
    expect(body.handoffs).toMatchObject([{ state: 'overdue', canAcknowledge: false }]);
    expect(JSON.stringify(body.history)).toContain('is asked');
  });

  it('is acknowledged by orchestrator, with the person’s own token', async () => {
    const path = '/handoffs/SOLD/acknowledgement';
    running.others.answers[`POST ${path}`] = { body: { state: 'acknowledged' } };
    expect(await as(rep('rep-2'), `/api${path}`, 'POST')).toMatchObject({
      status: 200,
      body: { state: 'acknowledged' },
    });
    const asked = running.others.asked.find((a) => a.path === path)!;
    const claims = JSON.parse(Buffer.from(asked.authorization!.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ person_id: 'rep-2' });
  });
});
