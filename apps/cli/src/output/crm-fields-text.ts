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

function requestText({ requestId, plan, by, requestedAt, reason, approvedBy, approvedAt }: CrmFieldsRequest): string {
  const state = approvedBy === null ? 'waits for a second person' : `approved by ${approvedBy}, ${approvedAt}`;
  const names = plan.fields.map(({ name }) => name).join(', ');
  return [`Request ${requestId}: ${state}`, `  ${names}`, `  asked for by ${by}, ${requestedAt}: ${reason}`].join('\n');
}
