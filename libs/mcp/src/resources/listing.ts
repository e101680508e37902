import type { Resource } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { Refusal } from '../refusal';
import { shown } from '../record-text';
import { accountsAnswer, dealsAnswer } from '../tools/answers';
import type { Means } from '../tools/tool';
import { accountUri, dealUri, sectionUri } from './uris';

/** Where a list of resources goes on: sections of the playbook first, then open deals, then accounts. */
const place = z.object({ of: z.enum(['deals', 'accounts']), offset: z.int().min(0).max(10_000_000) });
type Place = z.infer<typeof place>;

export interface ResourcePage {
  resources: Resource[];
  nextCursor?: string;
}

const PAGE = 100;

/** One page of everything that can be read. @throws Refusal for a cursor that is not one of ours */
export async function resourcePage(cursor: string | undefined, means: Means): Promise<ResourcePage> {
  if (cursor === undefined) return paged(await sections(means), { of: 'deals', offset: 0 });
  const { of, offset } = placeOf(cursor);
  const { resources, total } = await (of === 'deals' ? deals(offset, means) : accounts(offset, means));
  const next = offset + resources.length;
  if (resources.length > 0 && next < total) return paged(resources, { of, offset: next });
  return paged(resources, of === 'deals' ? { of: 'accounts', offset: 0 } : null);
}

async function sections({ playbook }: Means): Promise<Resource[]> {
  return (await playbook.playbook()).sections.map(({ id, title, action }) => ({
    ...{ uri: sectionUri(id), name: id, title, mimeType: 'text/markdown' },
    description: action === null ? 'Section of the playbook' : `Section of the playbook, read by the action ${action}`,
  }));
}

async function deals(offset: number, { console }: Means): Promise<{ resources: Resource[]; total: number }> {
  const answer = dealsAnswer.parse(await console.ask('deals', { query: { state: 'open', limit: PAGE, offset } }));
  const resources = answer.deals.map(({ id, name }) => record(dealUri(id), id, name, 'An open deal'));
  return { resources, total: answer.total };
}

async function accounts(offset: number, { console }: Means): Promise<{ resources: Resource[]; total: number }> {
  const answer = accountsAnswer.parse(await console.ask('accounts', { query: { sort: 'name', limit: PAGE, offset } }));
  const resources = answer.accounts.map(({ id, name }) => record(accountUri(id), id, name, 'An account'));
  return { resources, total: answer.total };
}

/** The name is what somebody wrote into the CRM, and is shown as a title only. */
const record = (uri: string, id: string, title: string | null, description: string): Resource => ({
  ...{ uri, name: id, title: shown(title ?? id).slice(0, 200), description, mimeType: 'text/plain' },
});

const paged = (resources: Resource[], next: Place | null): ResourcePage =>
  next === null ? { resources } : { resources, nextCursor: Buffer.from(JSON.stringify(next)).toString('base64url') };

function placeOf(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal('bad-cursor', 'This cursor is not one that this server gave.', 'List from the beginning.');
  }
}
