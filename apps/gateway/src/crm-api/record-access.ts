import { ForbiddenException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Pool } from 'pg';
import { rowVisibility, seesEverything, type Principal, type Visibility } from '@salesagent/auth';
import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import { tableOf } from '@salesagent/crm';
import { POOL } from '@salesagent/platform';

/** Types every employee may read. */
const OPEN: readonly RecordType[] = ['person', 'product'];

/** Which CRM rows a person sees: their own and their team's, by owner, else by the owner of the deal or account. */
@Injectable()
export class RecordAccess {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** A condition over the table alias `t`. */
  predicate(principal: Principal, type: RecordType): Visibility {
    if (OPEN.includes(type)) return { sql: 'true', params: [] };
    const own = rowVisibility(principal, { ownerColumn: 't.owner_id' });
    if ('ownerId' in RECORDS[type]) return own;
    const through = (['opportunity', 'account'] as const).filter((to) => `${to}Id` in RECORDS[type]);
    const conditions = through.map((to) => {
      const { sql } = rowVisibility(principal, { ownerColumn: 'o.owner_id' });
      return `exists (select from ${tableOf(to)} o where o.id = t.${to}_id and ${sql})`;
    });
    return seesEverything(principal) ? own : { sql: conditions.join(' or ') || 'false', params: own.params };
  }

  /** @throws NotFoundException when the record is not there or not for this person to see */
  async mustSee(principal: Principal, type: RecordType, id: string): Promise<void> {
    const { sql, params } = this.predicate(principal, type);
    const { rowCount } = await this.pool.query(
      `select from ${tableOf(type)} t where t.id = $${params.length + 1} and (${sql})`,
      [...params, id],
    );
    if (rowCount === 0) throw new NotFoundException(`There is no ${type} "${id}" that you may see.`);
  }

  /**
   * People and products are kept by operations, and so is the tier of an account: it decides what agents may do.
   * Anybody may make it T1, the strictest. @throws ForbiddenException
   */
  mustMayEdit(principal: Principal, type: RecordType, set: Record<string, unknown> = {}): void {
    const operations = principal.roles.some((role) => role === 'operations_vp' || role === 'admin');
    if (OPEN.includes(type) && !operations) throw new ForbiddenException(`Only operations may change a ${type}.`);
    if (type === 'account' && 'tier' in set && set['tier'] !== 'T1' && !operations)
      throw new ForbiddenException('Only operations may let agents do more on an account; you may set its tier to T1.');
  }
}
