import type { CrmFields, CrmFieldsMade, CrmFieldsRequest } from '../client/generated';
import { table } from './tables';

const STATES: Record<CrmFields['letters'][number]['state'], string> = {
  mapped: 'read from',
  made: 'there, not mapped',
  missing: 'missing',
};

/** How each letter stands, and what is asked for. */
export function crmFieldsText({ crm, object, letters, requests }: CrmFields): string {
  const made = letters.filter(({ state }) => state === 'made');
  return [
    `MEDDICC on ${object} of ${crm}`,
    table(letters, [
      { head: 'letter', value: ({ letter }) => letter },
      { head: 'is', value: ({ state }) => STATES[state] },
      { head: 'field', value: ({ state, field }) => (state === 'missing' ? `would be ${field}` : field) },
      { head: 'or perhaps', value: ({ similar }) => similar.join(', ') },
    ]),
    ...(made.length > 0 ? ['', LINES, ...made.map(({ line }) => `  ${line}`)] : []),
    ...(letters.some(({ state }) => state === 'missing')
      ? ['', 'Have those made that are missing: salesagent crm fields request --reason "…"']
      : []),
    ...requests.flatMap((request) => ['', requestText(request)]),
  ].join('\n');
}

export function fieldsRequestedText(request: CrmFieldsRequest): string {
  return `${requestText(request)}\nA second person approves it: salesagent crm fields approve ${request.requestId}`;
}

/** What became of each field, and the lines for the mapping file. */
export function fieldsMadeText({ fields, lines }: CrmFieldsMade, file: string | undefined): string {
  const each = fields.map(({ name, outcome, why, remedy }) => {
    const became = outcome === 'there' ? 'there already' : outcome;
    return `${name}: ${became}${why === undefined ? '' : `, ${why} → ${remedy ?? ''}`}`;
  });
  if (lines.length === 0) return each.join('\n');
  const next = file === undefined ? [LINES, ...lines.map((line) => `  ${line}`)] : [`${LINES} they stand in ${file}.`];
  return [...each, '', ...next].join('\n');
}

const LINES = 'Add to records.opportunity[].fields of the mapping file, then start gateway anew:';

function requestText(request: CrmFieldsRequest): string {
  const { requestId, plan, by, requestedAt, reason } = request;
  const names = plan.fields.map(({ name }) => name).join(', ');
  const head = `Request ${requestId}: ${stateText(request)}`;
  return [head, `  ${names}`, `  asked for by ${by}, ${requestedAt}: ${reason}`].join('\n');
}

function stateText({ approvedBy, approvedAt, endsAt, over }: CrmFieldsRequest): string {
  if (approvedBy !== null)
    return `approved by ${approvedBy}, ${approvedAt}${over ? '' : `; may be tried again until ${endsAt}`}`;
  if (!over) return `waits for a second person, until ${endsAt}`;
  return `expired ${endsAt}: nobody approved it; ask anew (salesagent crm fields request)`;
}
