import { headline, type AskedItem } from '../asked-item';
import type { Interruption } from '../interruption';
import type { Mail } from './mailer';

/**
 * One mail of all that a person is asked in a wave. Its links open the console, which asks who they are; following one
 * decides nothing, for mail is read ahead by filters, previews and whoever it is forwarded to.
 */
export function approvalsMail(
  items: readonly AskedItem[],
  places: { inboxUrl: string; settingsUrl: string },
): Omit<Mail, 'to'> {
  const asked = items.filter(({ ended }) => ended === null);
  return { subject: headline(items), text: plain(asked, places), html: page(asked, places) };
}

/** A mail of its own for what does not wait for the morning, with the decision it is about, if there is one. */
export function interruptionMail(
  { headline: subject, about, url }: Interruption,
  items: readonly AskedItem[],
  places: Places,
): Omit<Mail, 'to'> {
  if (items.length > 0) return { ...approvalsMail(items, places), subject };
  const text = [about, url, `No mail any more: ${places.settingsUrl}`].filter((part) => part !== null).join('\n\n');
  const html = `<!doctype html>
<html lang="en"><meta charset="utf-8"><body>
<p><b>${literal(about ?? subject)}</b><br><a href="${literal(url)}">Open in the console</a></p>
<p><small><a href="${literal(places.settingsUrl)}">No mail any more</a></small></p>
</body></html>
`;
  return { subject, text, html };
}

type Places = Parameters<typeof approvalsMail>[1];

const until = ({ expiresAt }: AskedItem): string =>
  `decide by ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const facts = (item: AskedItem): string =>
  [item.about, item.amount, until(item)].filter((text) => text !== null).join(' · ');

function plain(items: readonly AskedItem[], { inboxUrl, settingsUrl }: Places): string {
  const each = items.map((item) => [item.title, item.why, ...item.change.lines, facts(item), item.url].join('\n'));
  return [...each, `All of it: ${inboxUrl}`, `No mail any more: ${settingsUrl}`].join('\n\n');
}

function page(items: readonly AskedItem[], { inboxUrl, settingsUrl }: Places): string {
  const each = items.map(
    (item) => `<p><b>${literal(item.title)}</b><br>${[item.why, ...item.change.lines].map(literal).join('<br>')}<br>
<small>${literal(facts(item))}</small><br><a href="${literal(item.url)}">Open in the console</a></p>`,
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><body>
${each.join('\n')}
<p><small><a href="${literal(inboxUrl)}">All of it</a> · <a href="${literal(settingsUrl)}">No mail any more</a></small></p>
</body></html>
`;
}

const literal = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
