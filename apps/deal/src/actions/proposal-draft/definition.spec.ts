import { deal, given, row } from '@salesagent/agent/testing';
import { proposalDraft } from './definition';

const ready = deal('D1', {
  accountId: 'A1',
  productId: 'G',
  subStage: '4.3',
  amount: 4600,
  currency: 'USD',
  meddicc: { champion: 3, decisionCriteria: 2 },
});
const product = row('product', 'G', { name: 'GTX Pro', listPrice: 4821 });

describe('proposal-draft', () => {
  it('drafts a document with the deal’s own numbers for a person to approve', async () => {
    const outcome = await given(ready, product, row('account', 'A1', { name: 'Isdom', tier: 'T3' }))
      .on('2026-03-04')
      .when(proposalDraft, 'D1');
    if (outcome.kind !== 'proposal') throw new Error(JSON.stringify(outcome));
    expect(outcome.prepareOnly).toBe(false);
    expect(outcome.proposal.change).toMatchObject({
      kind: 'document',
      name: 'Proposal Isdom GTX Pro.docx',
      content: { title: 'Proposal for Isdom: GTX Pro' },
    });
    expect(JSON.stringify(outcome.proposal.change)).toContain('2026-04-03');
  });

  it('is only prepared on a T1 account, and where no tier is known', async () => {
    const outcome = await given(ready, product, row('account', 'A1', { name: 'Isdom' })).when(proposalDraft, 'D1');
    expect(outcome).toMatchObject({ kind: 'proposal', prepareOnly: true, proposal: { tier: 'T1' } });
  });

  it('says what is missing before the criteria are known', async () => {
    const early = deal('D1', { ...ready.fields, meddicc: { champion: 3 } });
    const outcome = await given(early, product, row('account', 'A1', { name: 'Isdom' })).when(proposalDraft, 'D1');
    expect(outcome).toEqual({ kind: 'nothing', reason: 'decision criteria stand at 0, 2 are needed' });
  });
});
