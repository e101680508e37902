import type { AskedItem } from '../asked-item';
import { approvalsMessage, MOST_ITEMS } from './message';

const item = (over: Partial<AskedItem> = {}): AskedItem => ({
  ...{
    actionId: 'stalled-deal-alert:opportunity/1:1',
    digest: 'aa',
    title: 'Ask for the next step',
    why: 'It stalled.',
  },
  ...{ about: 'Acme – Renewal', amount: 'USD 12,000', expiresAt: new Date('2026-11-27T17:00:00Z') },
  ...{ url: 'https://console.example/inbox/1', ended: null },
  change: { lines: [], whole: true },
  ...over,
});
const shown = (...items: AskedItem[]) => approvalsMessage(items, 'https://console.example/inbox');
const json = (value: unknown): string => JSON.stringify(value);

describe('the message of what waits for a person', () => {
  it('says what, why, about what, how much and until when, and carries what is decided on', () => {
    const { text, blocks } = shown(item());
    expect(text).toBe('1 decision waits for you');
    expect(json(blocks)).toContain('*Ask for the next step*\\nIt stalled.');
    expect(json(blocks)).toContain('Acme – Renewal · USD 12,000 · decide by <!date^1795798800^');
    const actions = blocks.find(({ type }) => type === 'actions');
    expect(actions).toMatchObject({
      elements: [
        { text: { text: 'Approve' }, value: json({ actionId: item().actionId, digest: 'aa' }) },
        { text: { text: 'Reject' } },
        { text: { text: 'Open in console' }, url: 'https://console.example/inbox/1' },
      ],
    });
  });

  it('has no buttons for what has ended, and says how it did', () => {
    const { text, blocks } = shown(item({ ended: 'Approved by you. Done' }), item());
    expect(text).toBe('1 decision waits for you');
    expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(1);
    expect(json(blocks)).toContain('Approved by you. Done');
    expect(shown(item({ ended: 'Expired' })).text).toBe('Nothing waits for you here any more');
  });

  it('shows words of the CRM as words: no mention, no link, no mark', () => {
    const { blocks } = shown(item({ title: '<!channel> *pay* <http://evil.example|Approve>', why: 'a & b_c_' }));
    expect(json(blocks)).toContain('&lt;!channel&gt; pay &lt;http://evil.example|Approve&gt;');
    expect(json(blocks)).toContain('a &amp; b c');
  });

  it('stays within what Slack takes, and names what it left out', () => {
    const long = item({ title: 'x'.repeat(5_000), why: 'y'.repeat(5_000) });
    const { blocks } = shown(...Array.from({ length: MOST_ITEMS + 3 }, () => long));
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(json(blocks.at(-1))).toContain('3 more in the console');
    expect(blocks.every((b) => b.type !== 'section' || (b.text?.text.length ?? 0) <= 3_000)).toBe(true);
  });
});
