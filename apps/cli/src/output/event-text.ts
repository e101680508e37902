import { isSealed, type IntegrationEvent } from '@salesagent/canon/events';

/** One line an event: when, what, about what, and the beginning of what it says. */
export function eventLine(event: IntegrationEvent): string {
  const head = `${event.occurredAt}  ${event.type}.v${event.version}  ${event.key}@${event.sequence}  by ${event.source}`;
  const said = JSON.stringify(event.data, (_, value: unknown) => (isSealed(value) ? 'sealed' : value)) ?? '';
  return `${head}  ${said.length > 160 ? `${said.slice(0, 159)}…` : said}`;
}
