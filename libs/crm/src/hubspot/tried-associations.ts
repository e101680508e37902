import type { HostedWriteOutcome, Priority } from '../hosted/port';
import { setAssociations } from './associations';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import { ASSOCIATIONS } from './objects';

/** Sets the associations of a record; what HubSpot does not accept about them, most often a record that is gone. */
export async function triedToAssociate(
  connection: HubSpotConnection,
  record: { object: string; id: string },
  to: string,
  wanted: readonly string[],
  priority: Priority,
): Promise<Extract<HostedWriteOutcome, { outcome: 'refused' }> | null> {
  try {
    await setAssociations(connection, record, to, wanted, priority);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { outcome: 'refused', code: thrown.code, message: thrown.message, field: `${ASSOCIATIONS}${to}` };
  }
}
