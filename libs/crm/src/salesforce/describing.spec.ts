import { startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';

describe('describing Salesforce objects', () => {
  let org: RunningOrg;
  beforeAll(async () => (org = await startOrg()));
  afterAll(() => org.stop());

  it('tells types, choices, references, and which fields keep their history', async () => {
    const [opportunity] = await org.connect().describe(['Opportunity']);
    const field = (name: string) => opportunity!.fields.find((candidate) => candidate.name === name);
    expect(field('Amount')).toMatchObject({ type: 'money', createable: true, history: true, custom: false });
    expect(field('CloseDate')).toMatchObject({ type: 'date' });
    expect(field('Description')).toMatchObject({ type: 'long-text', history: false });
    expect(field('AccountId')).toMatchObject({ type: 'reference', references: ['Account'] });
    expect(field('Competitors__c')).toMatchObject({ type: 'choices', custom: true, history: false });
    expect(field('IsWon')).toMatchObject({ type: 'boolean', createable: false, updateable: false });
    expect(field('Salesagent_Key__c')).toMatchObject({ unique: true });
  });

  it('reads from the stages what closes a deal, what wins it, and the probability', async () => {
    const [opportunity] = await org.connect().describe(['Opportunity']);
    const stages = opportunity!.fields.find(({ name }) => name === 'StageName')!.options;
    expect(stages).toContainEqual({
      value: 'Closed Won',
      label: 'Closed Won',
      active: true,
      closed: true,
      won: true,
      probability: 1,
    });
    expect(stages).toContainEqual(expect.objectContaining({ value: 'Qualification', closed: false, probability: 0.2 }));
    expect(stages).toHaveLength(6);
  });

  it('leaves out what is not there', async () => {
    expect(await org.connect().describe(['Nothing__c', 'Lead'])).toMatchObject([{ name: 'Lead' }]);
  });
});
