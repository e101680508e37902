import { deal, given, row } from '@salesagent/agent/testing';
import type { MirrorRow } from '@salesagent/mirror';
import { documentModelSchema, renderMarkdown } from '@salesagent/documents';
import { proposalDraft } from './definition';

const draft = proposalDraft('Northstar Systems');
const ready = deal('D1', {
  accountId: 'A1',
  productId: 'G',
  subStage: '4.3',
  amount: 4600,
  currency: 'USD',
  meddicc: { champion: 3, decisionCriteria: 2, metrics: 3 },
});
const product = row('product', 'G', { name: 'GTX Pro', listPrice: 4821 });
const account = row('account', 'A1', { name: 'Isdom', tier: 'T3' });
const withFields = (fields: MirrorRow['fields']) => deal('D1', { ...ready.fields, ...fields });

/** Marked texts opened, as the console and the gateway do with sealed ones. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  if ('personal' in value && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, opened(v)]));
}

async function proposalOf(...rows: MirrorRow[]) {
  const outcome = await given(...rows)
    .on('2026-03-04')
    .when(draft, 'D1');
  if (outcome.kind !== 'proposal') throw new Error(JSON.stringify(outcome));
  const { change } = outcome.proposal;
  if (change.kind !== 'document') throw new Error(change.kind);
  return { outcome, change, text: renderMarkdown(documentModelSchema.parse(opened(change.content))) };
}

describe('proposal-draft', () => {
  it('drafts a document with the deal’s own numbers for a person to approve', async () => {
    const { outcome, change, text } = await proposalOf(ready, product, account);
    expect(outcome.prepareOnly).toBe(false);
    expect(change).toMatchObject({
      name: 'Proposal Isdom GTX Pro.docx',
      content: { title: 'Proposal for Isdom: GTX Pro' },
    });
    expect(text).toContain(
      'Northstar Systems offers Isdom GTX Pro for 4,600 USD. The offer stands until 3 April 2026.',
    );
    expect(text).toContain('**Prepared by:** Northstar Systems');
    expect(text).toContain('| Item | Price in USD |');
    expect(text).toContain('The price is 4.6 % below the list price of 4,821 USD.');
    expect(text).toContain('| Decision meeting | 20 March 2026 |');
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it('says nothing of what was understood where nobody noted anything, whatever the levels are', async () => {
    const { text } = await proposalOf(ready, product, account);
    expect(text).not.toContain('understood');
    expect(text).not.toContain('Metrics');
  });

  it('quotes the buyer’s stated problem from held conversations, sealed under the note it is from', async () => {
    const noted = (id: string, outcome: string, notes: string) =>
      row('activity', id, { opportunityId: 'D1', happenedAt: '2026-02-11T10:00:00Z', outcome, notes });
    const { change, text } = await proposalOf(
      ready,
      product,
      account,
      noted('E1', 'held', 'They lose two days a month on orders. Compared us with another vendor.'),
      noted('E2', 'no-show', 'Main pain is late deliveries.'),
    );
    expect(text).toContain('- They lose two days a month on orders. (conversation of 11 February 2026)');
    expect(text).not.toContain('Compared us');
    expect(text).not.toContain('late deliveries');
    expect(JSON.stringify(change.content)).toContain('"subject":"text/activity/E1"');
  });

  it('names the contact, the seller, term, one-off fee and the step agreed for a day to come', async () => {
    const known = withFields({
      contactId: 'C1',
      ownerId: 'P1',
      termMonths: 24,
      oneOffAmount: 600,
      nextStep: 'Security review',
      nextStepDate: '2026-03-12',
    });
    const { change, text } = await proposalOf(
      known,
      product,
      account,
      row('contact', 'C1', { name: 'Ana Vidal', title: 'Head of Operations' }),
      row('person', 'P1', { name: 'Ben Ott' }),
    );
    expect(text).toContain('**Prepared for:** Ana Vidal, Head of Operations, Isdom');
    expect(text).toContain('**Prepared by:** Ben Ott, Northstar Systems');
    expect(text).toContain('| GTX Pro, 24 months | 4,000 |');
    expect(text).toContain('| One-off fee | 600 |');
    expect(text).toContain('| Total | 4,600 |');
    expect(text).toContain('The agreement runs for 24 months.');
    expect(text).toContain('| Security review | 12 March 2026 |');
    expect(JSON.stringify(change.content)).toContain('"subject":"contact/C1"');
  });

  it('leaves out a next step whose day is over', async () => {
    const late = withFields({ nextStep: 'Security review', nextStepDate: '2026-03-01' });
    expect((await proposalOf(late, product, account)).text).not.toContain('Security review');
  });

  it('is worth the deal’s own chance of winning, and is drafted anew when the first score is there', async () => {
    const unscored = await proposalOf(ready, product, account);
    const scored = await proposalOf(withFields({ agentWinProbability: 0.17 }), product, account);
    expect(unscored.outcome.proposal.attention).toMatchObject({
      pWin: 0.3,
      priors: expect.arrayContaining(['pWin']) as unknown,
    });
    expect(scored.outcome.proposal.attention).toMatchObject({ pWin: 0.17 });
    expect(scored.outcome.material).not.toBe(unscored.outcome.material);
  });

  it('is only prepared on a T1 account, and where no tier is known', async () => {
    const outcome = await given(ready, product, row('account', 'A1', { name: 'Isdom' })).when(draft, 'D1');
    expect(outcome).toMatchObject({ kind: 'proposal', prepareOnly: true, proposal: { tier: 'T1' } });
  });

  it('says what is missing before the criteria are known', async () => {
    const early = withFields({ meddicc: { champion: 3 } });
    const outcome = await given(early, product, row('account', 'A1', { name: 'Isdom' })).when(draft, 'D1');
    expect(outcome).toEqual({ kind: 'nothing', reason: 'decision criteria stand at 0, 2 are needed' });
  });
});
