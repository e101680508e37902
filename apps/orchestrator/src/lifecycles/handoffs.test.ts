import { dealWorkflowId } from '@salesagent/workflow';
import { ACompany } from '../../testing/a-company';
import type { HandoffRefused } from './handoffs';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

const anna = { personId: 'anna', mayForOthers: false };
const ines = { personId: 'ines', mayForOthers: false };
const vera = { personId: null, mayForOthers: true };

const logged = async (id: string): Promise<{ type: string; data: unknown }[]> =>
  (await company.store.read(`handoff/${id}`)).map(({ type, data }) => ({ type, data }));
const until = async (id: string, type: string): Promise<unknown> => {
  for (;;) {
    const found = (await logged(id)).find((e) => e.type === type);
    if (found) return found.data;
    await new Promise((wait) => setTimeout(wait, 20));
  }
};
const tell = async (...records: Parameters<ACompany['record']>[]): Promise<void> => {
  await company.deliver(...records.map((r) => company.record(...r)));
  await company.orchestration.starter.turn();
};

/** Anna sells on an account that Ines looks after. */
async function won(id: string): Promise<void> {
  await company.deal(id, 'T2', { meddicc: { economicBuyer: 3 }, nextStepDate: '2026-02-01' });
  await tell(
    ['AccountOwnerChanged', 'account', `acc-${id}`, { ownerId: 'ines' }],
    ['DocumentFiled', 'document', `doc-${id}`, { opportunityId: id, name: 'Proposal.docx' }],
    ['TaskCreated', 'task', `open-${id}`, { opportunityId: id, status: 'open' }],
    ['TaskCreated', 'task', `done-${id}`, { opportunityId: id, status: 'done' }],
  );
  while ((await company.store.read(`deal/${id}`)).length === 0) await new Promise((wait) => setTimeout(wait, 20));
  await tell(['OpportunityWon', 'opportunity', id, { subStage: '5.3', outcome: 'won' }]);
}

describe('a hand-off', () => {
  it('hands the deal over by the playbook’s list, and ends when who takes over acknowledges it', async () => {
    await won('w1');
    expect(await until('w1', 'HandoffOpened')).toMatchObject({
      ...{ accountId: 'acc-w1', from: 'anna', to: 'ines' },
      handedOver: [
        { what: 'documents', records: ['document/doc-w1'] },
        { what: 'meddicc', records: ['opportunity/w1'], evidence: { economicBuyer: 3 } },
        { what: 'promises', records: ['task/open-w1', 'opportunity/w1'] },
      ],
    });
    const { handoffs, starter } = company.orchestration;
    await expect(handoffs.acknowledge('w1', anna)).rejects.toMatchObject({ code: 'not-receiver' });
    await expect(handoffs.acknowledge('w1', vera)).rejects.toMatchObject({ code: 'not-receiver' });
    expect(await handoffs.acknowledge('w1', ines)).toMatchObject({ state: 'acknowledged' });
    await handoffs.acknowledge('w1', ines);
    expect((await logged('w1')).map((e) => e.type)).toEqual(['HandoffOpened', 'HandoffAcknowledged']);
    expect(await until('w1', 'HandoffAcknowledged')).toMatchObject({ by: 'ines', late: false });
    await starter.turn();
    expect(await company.client.workflow.getHandle(dealWorkflowId('w1')).result()).toMatchObject({
      closed: { as: 'won' },
    });
  });

  it('is opened once for a win, whatever else becomes of the deal', async () => {
    await won('w2');
    await until('w2', 'HandoffOpened');
    await tell(['AmountRevised', 'opportunity', 'w2', { amount: 7 }]);
    await tell(['AmountRevised', 'opportunity', 'w2', { amount: 8 }]);
    await company.orchestration.handoffs.acknowledge('w2', ines);
    await company.orchestration.starter.turn();
    await company.client.workflow.getHandle(dealWorkflowId('w2')).result();
    expect((await logged('w2')).map((e) => e.type)).toEqual(['HandoffOpened', 'HandoffAcknowledged']);
  });

  it('asks the manager of who takes over when the time is over, once, and can be acknowledged late', async () => {
    await tell(['PersonRegistered', 'person', 'ines', { role: 'rep', managerId: 'mara', active: true }]);
    await won('w3');
    await until('w3', 'HandoffOpened');
    const { handoffs, activities } = company.orchestration;
    const nominalTime = '2026-01-08T00:00:00.000Z';
    await activities.handoffOverdue({ opportunityId: 'w3', nominalTime });
    await activities.handoffOverdue({ opportunityId: 'w3', nominalTime });
    expect(await until('w3', 'HandoffOverdue')).toMatchObject({ to: 'ines', askedOf: 'mara' });
    company.clock.advance(20 * 86_400_000);
    await handoffs.acknowledge('w3', ines);
    expect((await logged('w3')).map((e) => e.type)).toEqual(['HandoffOpened', 'HandoffOverdue', 'HandoffAcknowledged']);
    expect(await until('w3', 'HandoffAcknowledged')).toMatchObject({ late: true });
  });

  it('is void when the deal is open again, and opened anew when it is won again', async () => {
    await won('w4');
    await until('w4', 'HandoffOpened');
    await tell(['OpportunityReopened', 'opportunity', 'w4', { subStage: '5.1', outcome: null }]);
    await until('w4', 'HandoffLapsed');
    const refused = company.orchestration.handoffs.acknowledge('w4', ines);
    await expect(refused).rejects.toMatchObject({ code: 'lapsed' } satisfies Partial<HandoffRefused>);
    await tell(['OpportunityWon', 'opportunity', 'w4', { subStage: '5.3', outcome: 'won' }]);
    while ((await logged('w4')).length < 3) await new Promise((wait) => setTimeout(wait, 20));
    expect((await logged('w4')).map((e) => e.type)).toEqual(['HandoffOpened', 'HandoffLapsed', 'HandoffOpened']);
  });

  it('is not known of a deal that was not won', async () => {
    await company.deal('w5', 'T2');
    await expect(company.orchestration.handoffs.acknowledge('w5', ines)).rejects.toMatchObject({ code: 'unknown' });
  });
});
