import type { RunningStack } from './running-stack';

export interface CrmRecord {
  id: string;
  version: number;
  fields: Record<string, unknown>;
  updatedBy: string;
}

/** What a service answered, refusals included. */
export interface Answer<T> {
  status: number;
  body: T;
}

/** Asks a service of the stack itself, past the console; people's CRM is gateway's API. */
export async function askService<T>(
  stack: RunningStack,
  service: string,
  path: string,
  {
    token,
    method = 'GET',
    body,
    version,
    milliseconds = 60_000,
  }: { token: string; method?: string; body?: unknown; version?: number; milliseconds?: number },
): Promise<Answer<T>> {
  const url = stack.record().services[service]?.url ?? '';
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(milliseconds),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
}

const EDITED_MEANWHILE = 412;

/** Edits a record in the CRM as a person does: reads it, changes what they read, and again when an agent came between. */
export async function editInCrm(
  stack: RunningStack,
  token: string,
  record: string,
  set: Record<string, unknown>,
): Promise<CrmRecord> {
  for (let attempt = 1; ; attempt++) {
    const { body: current } = await askService<CrmRecord>(stack, 'gateway', `/crm/${record}`, { token });
    const { version } = current;
    const edit = { token, method: 'PATCH', body: set, version };
    const { status, body } = await askService<CrmRecord>(stack, 'gateway', `/crm/${record}`, edit);
    if (status === 200) return body;
    if (status !== EDITED_MEANWHILE || attempt === 5)
      throw new Error(`editing ${record} answered ${status}: ${JSON.stringify(body)}`);
  }
}
