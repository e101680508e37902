import type { Fields, RecordType } from '@salesagent/canon/sales';
import type { MirrorRow } from '@salesagent/mirror';

/** A mirror row of a type the canon knows. */
export function row<R extends RecordType>(type: R, id: string, fields: Fields<R> = {}, version = 1): MirrorRow {
  return { type, id, version, fields };
}

/** An open deal in discovery; what the scenario is about is said by `fields`. */
export function deal(id: string, fields: Fields<'opportunity'> = {}): MirrorRow {
  return row('opportunity', id, { crmStage: 'Engaging', subStage: '4.1', ownerId: 'P1', accountId: 'A1', ...fields });
}
