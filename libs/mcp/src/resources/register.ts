import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  McpError,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import { sectionText } from '../playbook-library';
import { dataBlock, OF_RECORDS, shownValue } from '../record-text';
import { inWords, Refusal } from '../refusal';
import { accountAnswer, accountsAnswer, dealAnswer, dealsAnswer } from '../tools/answers';
import { latest } from '../tools/records';
import type { Means } from '../tools/tool';
import { resourcePage } from './listing';
import { ACCOUNT_TEMPLATE, DEAL_TEMPLATE, SECTION_TEMPLATE } from './uris';

/** Values that complete what was typed, at most; the protocol allows 100. */
const COMPLETIONS = 50;

interface Kind {
  name: string;
  template: string;
  title: string;
  description: string;
  mimeType: string;
  /** Text of one. @throws Refusal */
  read(id: string): Promise<string>;
  /** Ids for what was typed so far. */
  complete(typed: string): Promise<string[]>;
}

/** Playbook, deals and accounts, as the signed-in person may read them. */
export function registerResources(server: McpServer, means: Means, failed: (error: unknown) => void): void {
  for (const { name, template, read, complete, ...about } of kinds(means)) {
    const completed = (typed: string): Promise<string[]> => complete(typed).catch(() => []); // a proposal, never an error
    server.registerResource(
      name,
      // Listed below, a page at a time.
      new ResourceTemplate(template, { list: undefined, complete: { id: completed } }),
      about,
      async (uri, { id }): Promise<ReadResourceResult> => {
        const text = await orError(() => read(idOf(String(id))), failed);
        return { contents: [{ uri: uri.href, mimeType: about.mimeType, text }] };
      },
    );
  }
  server.server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    orError(async () => ({ ...(await resourcePage(params?.cursor, means)) }), failed),
  );
}

function kinds({ console, playbook }: Means): Kind[] {
  return [
    {
      ...{ name: 'playbook-section', template: SECTION_TEMPLATE, title: 'Section of the playbook' },
      ...{ description: 'Its passages with the ids by which they are cited', mimeType: 'text/markdown' },
      read: async (id) => {
        const section = (await playbook.playbook()).section(id);
        if (!section) throw new Refusal('not-found', `The playbook has no section "${id}".`, 'List the resources.');
        return sectionText(section);
      },
      complete: async (typed) =>
        (await playbook.playbook()).sections
          .map(({ id }) => id)
          .filter((id) => id.includes(typed))
          .slice(0, COMPLETIONS),
    },
    {
      ...{ name: 'deal', template: DEAL_TEMPLATE, title: 'Deal', mimeType: 'text/plain' },
      description: 'A deal with fields, scores, proposals and its latest history',
      read: async (id) => block(dealAnswer.parse(await console.ask('deal', { id }))),
      complete: async (typed) => {
        const query = { q: typed, state: 'all', limit: COMPLETIONS };
        return dealsAnswer.parse(await console.ask('deals', { query })).deals.map(({ id }) => id);
      },
    },
    {
      ...{ name: 'account', template: ACCOUNT_TEMPLATE, title: 'Account', mimeType: 'text/plain' },
      description: 'An account with fields, deals, contacts, scores, proposals and its latest history',
      read: async (id) => block(accountAnswer.parse(await console.ask('account', { id }))),
      complete: async (typed) => {
        const query = { q: typed, limit: COMPLETIONS };
        return accountsAnswer.parse(await console.ask('accounts', { query })).accounts.map(({ id }) => id);
      },
    },
  ];
}

/** As it is written in the URI. @throws Refusal */
function idOf(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw new Refusal('not-found', `"${written}" is no id: it is not escaped as URIs are.`, 'List the resources.');
  }
}

const block = (record: { history: unknown[] }): string => dataBlock(shownValue(latest(record)), OF_RECORDS);

/** The code that the protocol has for a resource that is not there. */
const RESOURCE_NOT_FOUND = -32002;

/** Resources have no results that are errors, as tools have: what went wrong is an error of the protocol. */
async function orError<T>(read: () => Promise<T>, failed: (error: unknown) => void): Promise<T> {
  try {
    return await read();
  } catch (error) {
    failed(error);
    const code = error instanceof Refusal ? error.code : null;
    if (code === 'not-found') throw new McpError(RESOURCE_NOT_FOUND, inWords(error));
    throw new McpError(code === 'bad-cursor' ? ErrorCode.InvalidParams : ErrorCode.InternalError, inWords(error));
  }
}
