import type { HostedRecord, Selection } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { OWNERS } from './objects';

/** Owners in one answer. */
const PAGE = 100;

export interface OwnersPage {
  records: HostedRecord[];
  after: string | null;
}

/** People who own records; `archived` are those who left. */
export async function ownersPage(
  connection: HubSpotConnection,
  selection: Selection,
  after: string | null,
  archived: boolean,
): Promise<OwnersPage> {
  const answer = await connection.request('read', 'background', (client) =>
    client.crm.owners.ownersApi.getPageWithHttpInfo(undefined, after ?? undefined, PAGE, archived),
  );
  const records = answer.results.map((owner): HostedRecord => {
    const known: Record<string, string | null> = {
      email: owner.email ?? null,
      firstName: owner.firstName ?? null,
      lastName: owner.lastName ?? null,
      userId: owner.userId?.toString() ?? owner.userIdIncludingInactive?.toString() ?? null,
      type: owner.type,
    };
    return {
      object: OWNERS,
      id: owner.id,
      values: Object.fromEntries(selection.fields.flatMap((field) => (field in known ? [[field, known[field]!]] : []))),
      modifiedAt: owner.updatedAt,
      modifiedBy: null,
      state: owner.archived ? 'deleted' : 'live',
      ours: false,
    };
  });
  return { records, after: answer.paging?.next?.after ?? null };
}

/** All owners, for looking some up: an account has few of them. */
export async function allOwners(connection: HubSpotConnection, selection: Selection): Promise<HostedRecord[]> {
  const records: HostedRecord[] = [];
  for (const archived of [false, true]) {
    let after: string | null = null;
    do {
      const page: OwnersPage = await ownersPage(connection, selection, after, archived);
      records.push(...page.records);
      after = page.after;
    } while (after !== null);
  }
  return records;
}
