import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from './hubspot-server/endpoints';
import { REST_RESOURCES } from './salesforce-server/rest-resources';

const root = join(__dirname, '../../..');
const SECTIONS = {
  hubspot: ['docs/crm/hubspot.md', '## What the local server follows'],
  salesforce: ['docs/crm/salesforce.md', '## The local server'],
} as const;
/** Outside of the REST API. */
const SIGN_IN_AND_STREAM = ['POST /services/oauth2/token', 'POST /cometd/{version}'];

/** Rows of the table that says what a local server follows: page, endpoints, what was left out. */
function table(crm: keyof typeof SECTIONS): string[][] {
  const [file, heading] = SECTIONS[crm];
  const [, after] = readFileSync(join(root, file), 'utf8').split(`${heading}\n`);
  const section = after!.split('\n## ')[0]!;
  const [first] = /(?:^\|.*\n)+/m.exec(section)!;
  const rows = first.trimEnd().split('\n');
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const normal = (endpoint: string) => endpoint.replace(/\{\w*\}/g, '{}');
const inTable = (crm: keyof typeof SECTIONS) =>
  table(crm).flatMap(([, endpoints]) =>
    [...endpoints!.matchAll(/`((?:GET|POST|PATCH|DELETE) \/[^`?]+)[^`]*`/g)].map(([, endpoint]) => normal(endpoint!)),
  );

describe.each([
  ['hubspot', ENDPOINTS],
  ['salesforce', [...REST_RESOURCES, ...SIGN_IN_AND_STREAM]],
] as const)('the table of what the local %s follows', (crm, played) => {
  it('lists every endpoint that is played, and none that is not', () => {
    expect(inTable(crm).toSorted()).toEqual(played.map(normal).toSorted());
  });

  it('names for each a page, and what of it was left out', () => {
    for (const [page, endpoints, leftOut] of table(crm)) {
      expect(endpoints).not.toBe('');
      expect([page, page]).toEqual([page, expect.stringMatching(crm === 'hubspot' ? /`[\w/-]+`/ : /"[^"]+"/)]);
      expect([page, leftOut]).toEqual([page, expect.stringMatching(/./)]);
    }
  });
});
