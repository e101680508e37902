import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deal, given, PLAYBOOKS, row } from '@salesagent/agent/testing';
import { sequenceDrafting } from './definition';

const people = [
  row('person', 'P1', { name: 'Anna Snelling' }),
  row('account', 'A1', { name: 'Isdom', ownerId: 'P1' }),
  row('product', 'G', { name: 'GTX Basic' }),
  row('contact', 'C1', { accountId: 'A1', name: 'Kim Meyer', persona: 'operations' }),
];
const bought = deal('D1', { accountId: 'A1', outcome: 'won', closedAt: '2017-03-02T00:00:00.000Z', productId: 'G' });

describe('sequence-drafting', () => {
  it('drafts four touches on a reason the reader can check, and seals the bodies', async () => {
    const outcome = await given(...people, bought)
      .on('2017-12-31')
      .when(sequenceDrafting, 'C1');
    if (outcome.kind !== 'insight') throw new Error(JSON.stringify(outcome));
    const touches = outcome.data.values['touches'] as { due: string; subject: string; body: { value: string } }[];
    expect(touches.map((t) => t.due)).toEqual(['2017-12-31', '2018-01-04', '2018-01-10', '2018-01-18']);
    expect(touches[0]?.subject).toBe('GTX Basic at Isdom');
    expect(touches[0]?.body).toMatchObject({ personal: 1, subject: 'text/contact/C1' });
    expect(touches[0]?.body.value).toContain('Isdom bought GTX Basic on 2017-03-02.');
    expect(outcome.data.citations).toEqual(
      expect.arrayContaining(['3-pipeline/sequence-drafting#touch-1', '3-pipeline/sequence-drafting#reason-bought']),
    );
  });

  it('says which fact a template misses instead of writing around it', async () => {
    const nameless = people.map((r) =>
      r.id === 'C1' ? row('contact', 'C1', { accountId: 'A1', persona: 'operations' }) : r,
    );
    const outcome = await given(...nameless, bought)
      .on('2017-12-31')
      .when(sequenceDrafting, 'C1');
    expect(outcome).toMatchObject({ kind: 'nothing', reason: expect.stringContaining('contactName') as string });
  });

  it('says who wrote each touch', async () => {
    const outcome = await given(...people, bought)
      .on('2017-12-31')
      .when(sequenceDrafting, 'C1');
    if (outcome.kind !== 'insight') throw new Error(JSON.stringify(outcome));
    const touches = outcome.data.values['touches'] as { written: object }[];
    expect(touches.map((t) => t.written)).toEqual(
      touches.map(() => ({ by: 'template', because: 'no model is asked here' })),
    );
  });

  it('writes to a company whose name sounds like a promise', async () => {
    const account = row('account', 'A1', { name: 'Legal & Guaranteed Rates', ownerId: 'P1' });
    const outcome = await given(...people.map((r) => (r.id === 'A1' ? account : r)), bought)
      .on('2017-12-31')
      .when(sequenceDrafting, 'C1');
    expect(outcome.kind).toBe('insight');
  });

  it.each([
    ['account', 'Booking.com'],
    ['account', 'Who? Ltd'],
    ['product', 'Re:Gen'],
    ['product', 'Salesforce.com'],
    ['product', 'Legal Suite'],
    ['product', 'Pilot Plus'],
  ])('writes whether bought or asked about, with an %s that is called %s', async (type, name) => {
    const named = people.map((r) => (r.type === type ? { ...r, fields: { ...r.fields, name } } : r));
    const open = deal('D1', { accountId: 'A1', productId: 'G', createdAt: '2017-01-01T00:00:00.000Z' });
    const happened = { direction: 'inbound', happenedAt: '2017-12-01T00:00:00.000Z' };
    const wrote = row('activity', 'X', { accountId: 'A1', contactId: 'C1', ...happened });
    for (const rest of [[bought], [open, wrote]]) {
      const outcome = await given(...named, ...rest)
        .on('2017-12-31')
        .when(sequenceDrafting, 'C1');
      expect(outcome).toMatchObject({ kind: 'insight' });
    }
  });

  it('is refused by rule and version where a company’s template promises what nobody may', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'promising-'));
    cpSync(PLAYBOOKS, dir, { recursive: true });
    const own = join(dir, 'companies/acme/3-pipeline');
    mkdirSync(own, { recursive: true });
    const touch =
      'Subject: One question\n\nHello {{contactName}},\n\nWe guarantee that it works. Shall I call?\n\n{{ownerName}}';
    writeFileSync(
      join(own, 'sequence-drafting.md'),
      `---\naction: sequence-drafting\n---\n\n# Ours\n\n## Touch 2\n\n${touch}\n`,
    );
    const outcome = await given(...people, bought)
      .on('2017-12-31')
      .withPlaybook(dir, 'acme')
      .when(sequenceDrafting, 'C1')
      .finally(() => rmSync(dir, { recursive: true }));
    expect(outcome).toMatchObject({
      kind: 'nothing',
      reason: expect.stringMatching(
        /^refused by conduct\/output-policy#guarantee \(version [0-9a-f]{8}\): “guarantee”/,
      ) as string,
    });
  });

  it('writes nothing while a case is escalated', async () => {
    const outcome = await given(
      ...people,
      bought,
      row('case', 'K', { accountId: 'A1', status: 'open', escalationLevel: 1 }),
    )
      .on('2017-12-31')
      .when(sequenceDrafting, 'C1');
    expect(outcome).toEqual({ kind: 'nothing', reason: 'a case of the account is escalated' });
  });
});
