import type { Pool } from 'pg';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import { recordRef } from '@salesagent/canon/sales';
import { Mentions, type Sealer } from '@salesagent/sealing';

interface Somebody {
  ref: string;
  name: string;
  mentions: Mentions;
  ours: boolean;
}

interface Row {
  type: 'contact' | 'person';
  id: string;
  called: [name: unknown, email: unknown, phone: unknown];
}

/**
 * The people whom words about an account may name, by the same rule as gateway's when it seals texts of the CRM: its
 * contacts, even by first name, and our own people, in full.
 */
export class PeopleAround {
  private constructor(private readonly people: readonly Somebody[]) {}

  static async of({ pool, sealer }: { pool: Pool; sealer: Sealer }, accountId: string | null): Promise<PeopleAround> {
    const { rows } = await pool.query<Row>(
      `select record_type as type, record_id as id,
         jsonb_build_array(fields -> 'name', fields -> 'email', fields -> 'phone') as called
       from console.mirror
       where record_type = 'person' or (record_type = 'contact' and fields ->> 'accountId' = $1)`,
      [accountId],
    );
    const sealed = rows.flatMap((row) => row.called).filter(isSealed);
    const values = await sealer.openMany(sealed);
    const opened = new Map<Sealed, string | null>(sealed.map((value, i) => [value, values[i] ?? null]));
    const plain = (value: unknown): string[] => {
      const text = isSealed(value) ? opened.get(value) : value;
      return typeof text === 'string' && text !== '' ? [text] : [];
    };
    return new PeopleAround(
      rows.map(({ type, id, called: [name, email, phone] }) => ({
        ref: recordRef(type, id),
        name: plain(name)[0] ?? recordRef(type, id),
        mentions: new Mentions({ names: plain(name), emails: plain(email), phones: plain(phone) }),
        ours: type === 'person',
      })),
    );
  }

  /** Whom a text names: reference and name. */
  named(text: string): { ref: string; name: string }[] {
    return this.people.filter((p) => (p.ours ? p.mentions.in(text) : p.mentions.inPart(text)));
  }
}
