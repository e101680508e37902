import type { Change } from '@salesagent/canon/sales';
import { knownBad } from '@salesagent/governance';
import type { AskedItem } from './asked-item';
import { approvalsMail } from './mail/approvals-mail';
import { shownChange } from './shown-change';
import { approvalsMessage } from './slack/message';

const DEAL = { type: 'opportunity', id: 'D1' } as const;
const fields = (set: Record<string, unknown>, expect: Record<string, unknown> = {}): Change => ({
  ...{ kind: 'fields', record: DEAL, expect, set },
});
const CHANGES: [string, Change][] = [
  ['a stage', fields({ subStage: '4.2' }, { subStage: '4.1' })],
  ['a date', fields({ nextStepDate: '2026-12-01' })],
  ['an amount', fields({ amount: 12_000 }, { amount: 10_000 })],
  ['a record', fields({ contactId: 'C-7' })],
  ['words', fields({ lossReason: 'No budget this year' })],
  ['a new record', { kind: 'record', type: 'activity', id: 'X', set: { outcome: 'They will call back' } } as Change],
];
const wrongOf = (change: Change): Change => knownBad(change, 'an-action')!.change;

const item = (change: Change, digest: string): AskedItem => ({
  ...{ actionId: 'stage-progression:opportunity/D1:1', digest, title: 'Move it on', why: 'It has moved.' },
  ...{ about: 'Acme', amount: 'USD 12,000', expiresAt: new Date('2026-11-27T17:00:00Z'), ended: null },
  ...{ url: 'https://console.example/inbox/1', change: shownChange(change) },
});
const places = { inboxUrl: 'https://console.example/inbox', settingsUrl: 'https://console.example/notifications' };
const rendered = (change: Change, digest: string): string =>
  JSON.stringify([
    approvalsMessage([item(change, digest)], places.inboxUrl),
    approvalsMail([item(change, digest)], places),
  ]);

describe('a proposal made wrong on purpose, in a channel', () => {
  it.each(CHANGES)('is shown as a genuine one with that change would be: %s', (_what, right) => {
    const wrong = wrongOf(right);
    const [a, b] = ['a', 'b'].map((letter) => letter.repeat(64));
    const [genuine, bad] = [rendered(right, a!), rendered(wrong, b!)];
    // Nothing is otherwise but the digest and the lines of the change itself.
    const [rightLines, wrongLines] = [shownChange(right).lines, shownChange(wrong).lines];
    expect(wrongLines).not.toEqual(rightLines);
    const swapped = wrongLines.reduce((text, said, i) => text.replaceAll(said, rightLines[i]!), bad);
    expect(swapped.replaceAll(b!, a!)).toBe(genuine);
    // And who is given the wrong change as a genuine one sees the same to the byte.
    expect(rendered(wrong, b!)).toBe(bad);
    expect(bad).not.toMatch(/known|on purpose|check/i);
  });
});

describe('a change in a message', () => {
  it('says what would be written, from what', () => {
    expect(shownChange(fields({ subStage: '4.2' }, { subStage: '4.1' })).lines).toEqual([
      'Sub-stage: 4.1 Discovery → 4.2 Validation',
    ]);
    expect(shownChange(fields({ amount: 12_000 }))).toEqual({ lines: ['Amount: 12,000'], whole: true });
  });

  it('names what is personal without its words, and leaves that to the console', () => {
    const sealed = { sealed: 1, subject: 'text/contact/C1', keyVersion: 1, iv: 'aXY=', tag: 'dGFn', data: 'ZGF0YQ==' };
    const personal: [Change, string[]][] = [
      [fields({ nextStep: 'Call Zelda', amount: 5 }), ['Next step: to be read in the console', 'Amount: 5']],
      [fields({ lossReason: 'x' }, { lossReason: sealed }), ['Loss reason: to be read in the console']],
      [fields({ meddicc: { champion: sealed } }), ['MEDDICC evidence: to be read in the console']],
      [
        { kind: 'record', type: 'contact', id: 'C9', set: { email: 'zelda@example.com' } },
        ['Email: to be read in the console'],
      ],
      [
        { kind: 'task', ownerId: 'U1', title: 'Call', body: sealed as never, dueInBusinessDays: 1 },
        ['Title: Call', 'Body: to be read in the console'],
      ],
    ];
    for (const [change, lines] of personal) {
      expect(shownChange(change)).toEqual({ lines, whole: false });
      expect(rendered(change, 'a')).not.toMatch(/zelda|Zelda|ZGF0YQ/);
      const { blocks } = approvalsMessage([item(change, 'a')], places.inboxUrl);
      expect(blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))).toHaveLength(1);
    }
  });

  it('is decided in the console where a message has no room for all of it', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`field${n}`, 'x']));
    for (const change of [fields(many), fields({ lossReason: 'y'.repeat(500) })]) {
      const shown = shownChange(change);
      expect(shown.whole).toBe(false);
      const { blocks } = approvalsMessage([item(change, 'a')], places.inboxUrl);
      const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
      expect(buttons).toMatchObject([{ text: { text: 'Open in console' } }]);
    }
  });
});
