import type { FieldOutcome } from '../hosted/custom-fields';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { inList, quoted } from './soql';

/** Why the signed-in user does not see a field though it is there. */
type Closed = Pick<FieldOutcome, 'why' | 'remedy'>;

/**
 * Object Reference, "FieldPermissions": read and edit access to fields for the permission set by which the signed-in
 * user edits the object. The answer tells those that could not be opened.
 */
export async function giveAccess(
  session: SalesforceSession,
  object: string,
  fields: readonly string[],
): Promise<Map<string, Closed>> {
  const closed = new Map<string, Closed>();
  const byHand = (set: string) => `give ${set} read and edit access to it in Setup → Permission Sets → Object Settings`;
  let set: { id: string; name: string } | null;
  try {
    set = await ownPermissionSet(session, object);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    for (const name of fields)
      closed.set(name, { why: error.why, remedy: byHand('the permission set of the integration user') });
    return closed;
  }
  if (!set) {
    const why = `the integration user edits ${object} by no permission set of its own`;
    for (const name of fields) closed.set(name, { why, remedy: byHand('a permission set of the integration user') });
    return closed;
  }
  for (const name of fields) {
    try {
      await permit(session, set.id, object, name);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      closed.set(name, { why: `it is there, and not seen by us: ${error.why}`, remedy: byHand(`"${set.name}"`) });
    }
  }
  return closed;
}

/** Read and edit; what is there with less is raised to it. */
async function permit(session: SalesforceSession, set: string, object: string, name: string): Promise<void> {
  const field = `${object}.${name}`;
  const access = { PermissionsRead: true, PermissionsEdit: true };
  const where = `ParentId = ${quoted(set)} AND Field = ${quoted(field)}`;
  const { records } = await query(session, { fields: ['Id'], from: 'FieldPermissions', where }, 'approval');
  const path = `/sobjects/FieldPermissions${records[0] ? `/${records[0].Id}` : ''}`;
  const body = records[0] ? access : { ParentId: set, SobjectType: object, Field: field, ...access };
  try {
    const method = records[0] ? 'PATCH' : 'POST';
    await session.request({ method, path, body, priority: 'approval', changes: true });
  } catch (error) {
    // Whoever was faster gave the same.
    if (!(error instanceof Refusal && error.code === 'DUPLICATE_VALUE')) throw error;
  }
}

/** Of several, the first by name: access is the sum of all. */
async function ownPermissionSet(
  session: SalesforceSession,
  object: string,
): Promise<{ id: string; name: string } | null> {
  const ask = async (from: string, fields: string[], where: string, orderBy = 'Id') =>
    (await query(session, { fields, from, where, orderBy }, 'approval')).records;
  const user = quoted(await session.userId());
  const assigned = await ask('PermissionSetAssignment', ['PermissionSetId'], `AssigneeId = ${user}`);
  const ids = assigned.map((row) => String(row['PermissionSetId']));
  if (ids.length === 0) return null;
  const editing = await ask(
    'ObjectPermissions',
    ['ParentId'],
    `${inList('ParentId', ids)} AND SobjectType = ${quoted(object)} AND PermissionsEdit = true`,
  );
  const parents = editing.map((row) => String(row['ParentId']));
  if (parents.length === 0) return null;
  const where = `${inList('Id', parents)} AND IsOwnedByProfile = false`;
  const [first] = await ask('PermissionSet', ['Id', 'Name'], where, 'Name');
  return first ? { id: String(first.Id), name: String(first['Name']) } : null;
}
