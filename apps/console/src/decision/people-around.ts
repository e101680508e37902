import type { Pool } from 'pg';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import { recordRef } from '@salesagent/canon/sales';
import { Mentions, namedIn, type Sealer, type Somebody } from '@salesagent/sealing';

interface Person extends Somebody {
  name: string;
}

interface Row {
  type: 'contact' | 'person';
  id: string;
  called: [name: unknown, email: unknown, phone: unknown];
}

/** The people whom words about an account may name. */
export class PeopleAround {
  private constructor(
    private readonly contacts: readonly Person[],
    private readonly colleagues: readonly Person[],
  ) {}

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
    const asPerson = ({ type, id, called: [name, email, phone] }: Row): Person => ({
      ref: recordRef(type, id),
      name: plain(name)[0] ?? recordRef(type, id),
      mentions: new Mentions({ names: plain(name), emails: plain(email), phones: plain(phone) }),
    });
    return new PeopleAround(
      rows.filter(({ type }) => type === 'contact').map(asPerson),
      rows.filter(({ type }) => type === 'person').map(asPerson),
    );
  }

  /** Whom a text names: reference and name. */
  named(text: string): { ref: string; name: string }[] {
    return namedIn(text, this.contacts, this.colleagues);
  }
}
