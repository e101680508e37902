import { Refusal } from './refusal';

/**
 * Everything that an assistant can have this server ask of the console. There is no other way from a tool or a resource
 * to the system, so what is not in this list cannot be reached: no decision, no kill switch, no execution, no policy, no
 * import, no person's data as a whole.
 */
export const QUESTIONS = {
  session: { method: 'GET', path: '/api/session' },
  deals: { method: 'GET', path: '/api/deals' },
  deal: { method: 'GET', path: '/api/deals/{id}' },
  accounts: { method: 'GET', path: '/api/accounts' },
  account: { method: 'GET', path: '/api/accounts/{id}' },
  approvals: { method: 'GET', path: '/api/approvals' },
  explanation: { method: 'GET', path: '/api/explain/{id}' },
  action: { method: 'GET', path: '/api/actions/{id}' },
  request: { method: 'POST', path: '/api/requests' },
} as const;

export type QuestionName = keyof typeof QUESTIONS;

export interface QuestionParts {
  id?: string;
  query?: Record<string, string | number | null | undefined>;
  body?: object;
}

/** The path of a question with its query. @throws Refusal where no record can have the id, Error where it is missing or no question needs it */
export function pathOf(name: QuestionName, { id, query = {} }: QuestionParts): string {
  const { path } = QUESTIONS[name];
  if (path.includes('{id}') !== (id !== undefined)) throw new Error(`the question ${name} and its id do not fit`);
  // `.` and `..` are not escaped, and would name another path.
  if (id !== undefined && /^\.{0,2}$/.test(id)) {
    throw new Refusal('not-found', `"${id}" is no id.`, 'Take the id from a list.');
  }
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value != null) search.set(key, String(value));
  const asked = path.replace('{id}', encodeURIComponent(id ?? ''));
  return search.size > 0 ? `${asked}?${search}` : asked;
}

/** The console's API, asked as the person who is signed in. */
export interface Console {
  /** Where people open it: decisions are made there. */
  readonly url: string;
  /** The answer as it came. @throws Refusal */
  ask(name: QuestionName, parts?: QuestionParts): Promise<unknown>;
}
