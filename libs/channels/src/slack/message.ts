import type { types } from '@slack/bolt';
import { headline, waitingOf, type AskedItem } from '../asked-item';
import type { Interruption } from '../interruption';
import { APPROVE, OPEN, REJECT } from './interaction';

type KnownBlock = types.KnownBlock;

export interface SlackMessage {
  /** For notifications and readers that show no blocks. */
  text: string;
  blocks: KnownBlock[];
}

/** A message holds 50 blocks (docs.slack.dev, "Blocks"); each item takes three, and head and foot one. */
export const MOST_ITEMS = 15;

/** One message of all that a person is asked in a wave, as Block Kit; shown again whenever an item ends. */
export function approvalsMessage(items: readonly AskedItem[], inboxUrl: string): SlackMessage {
  const shown = items.slice(0, MOST_ITEMS);
  const text = headline(items);
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text } },
    ...shown.flatMap((item) => (item.ended === null ? asked(item) : ended(item))),
  ];
  const left = items.length - shown.length;
  if (left > 0) blocks.push(context(`<${inboxUrl}|${left} more in the console>`));
  return { text, blocks };
}

/** A message of its own for what does not wait for the morning, with the decision it is about, if there is one. */
export function interruptionMessage(
  { headline: said, about, url }: Interruption,
  items: readonly AskedItem[],
): SlackMessage {
  const over = items.length > 0 && waitingOf(items) === 0;
  const text = over ? headline(items) : said;
  const open: KnownBlock = { type: 'actions', elements: [button('Open in console', OPEN, { value: '{}', url })] };
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text } },
    ...(items.length > 0 ? items.flatMap((item) => (item.ended === null ? asked(item) : ended(item))) : []),
    ...(items.length > 0 || about === null ? [] : [section(`*${literal(about, 300)}*`)]),
    ...(items.length > 0 ? [] : [open]),
  ];
  return { text, blocks };
}

function asked(item: AskedItem): KnownBlock[] {
  const value = JSON.stringify({ actionId: item.actionId, digest: item.digest });
  const until = Math.floor(item.expiresAt.getTime() / 1000);
  const time = `decide by <!date^${until}^{date_short_pretty} {time}|${item.expiresAt.toISOString()}>`;
  return [
    section([`*${literal(item.title, 300)}*`, literal(item.why, 600), ...changed(item)].join('\n')),
    context([...facts(item), time].join(' · ')),
    {
      type: 'actions',
      elements: [
        ...(item.change.whole
          ? [button('Approve', APPROVE, { value, style: 'primary' }), button('Reject', REJECT, { value })]
          : []),
        button('Open in console', OPEN, { value, url: item.url }),
      ],
    },
  ];
}

function ended(item: AskedItem): KnownBlock[] {
  return [
    section(`~${literal(item.title, 300)}~`),
    context([...facts(item), literal(item.ended ?? '', 300), `<${item.url}|open>`].join(' · ')),
  ];
}

const changed = ({ change }: AskedItem): string[] => [
  ...change.lines.map((text) => `• ${literal(text, 300)}`),
  ...(change.whole ? [] : ['• There is more than this message says; it is decided in the console']),
];

const facts = ({ about, amount }: AskedItem): string[] =>
  [about, amount].flatMap((text) => (text === null ? [] : [literal(text, 200)]));

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

function button(text: string, action_id: string, more: { value: string; style?: 'primary'; url?: string }) {
  return { type: 'button' as const, text: { type: 'plain_text' as const, text }, action_id, ...more };
}

/**
 * Words of the CRM as words: no link, no mention, no mark-up (docs.slack.dev, "Formatting message text": `&`, `<` and
 * `>` are control characters). Also no mark that would strike or embolden beyond the text.
 */
function literal(text: string, most: number): string {
  const plain = text
    .replace(/[*_~`]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const cut = plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
  return cut.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
