import { inTransaction } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { EPHEMERAL_GROUP } from '../transport';

/** A partition this member may read, until somebody takes it with a higher epoch. */
export interface OwnedPartition {
  partition: number;
  position: number;
  epoch: string;
}

/** One member of a group: which partitions are its own, by leases in the database. */
export class Membership {
  constructor(
    private readonly pool: Pool,
    private readonly group: string,
    private readonly member: string,
    private readonly leaseSeconds: number,
  ) {}

  /**
   * Registers the group. When it asks for a topic it has not read before, it starts again from the beginning, for
   * that topic's history lies behind its positions; consumers drop what they have seen.
   */
  async register(topics: readonly string[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      if (this.ephemeral) await this.forgetDeadGroups(client);
      await client.query(
        `insert into bus.group_partition (group_name, partition) select $1, id from bus.partition order by id
         on conflict do nothing`,
        [this.group],
      );
      const added = await client.query(
        `insert into bus.group_topic (group_name, topic) select $1, unnest($2::text[]) on conflict do nothing`,
        [this.group, topics],
      );
      if ((added.rowCount ?? 0) > 0) {
        await client.query(
          `update bus.group_partition set position = 0, epoch = epoch + 1, owner = null
           where group_name = $1 and position > 0`,
          [this.group],
        );
      }
    });
  }

  /** Says that this member lives, lets go of more than its share and takes what is free, up to its share. */
  async rebalance(): Promise<OwnedPartition[]> {
    return inTransaction(this.pool, async (client) => {
      // One at a time within a group, so that two members do not both think that they are short.
      await client.query(`select pg_advisory_xact_lock(hashtextextended('bus-group/' || $1, 0))`, [this.group]);
      await client.query(`delete from bus.member where group_name = $1 and seen_until < clock_timestamp()`, [
        this.group,
      ]);
      await client.query(
        `insert into bus.member (group_name, member, seen_until)
         values ($1, $2, clock_timestamp() + make_interval(secs => $3))
         on conflict (group_name, member) do update set seen_until = excluded.seen_until`,
        [this.group, this.member, this.leaseSeconds],
      );
      await client.query(
        `with share as (
           select ceil((select count(*) from bus.partition)::numeric
                       / (select count(*) from bus.member where group_name = $1))::int as size
         ), mine as (
           select partition, row_number() over (order by partition) as n
           from bus.group_partition where group_name = $1 and owner = $2
         )
         update bus.group_partition p set owner = null, lease_until = null
         from mine, share where p.group_name = $1 and p.partition = mine.partition and mine.n > share.size`,
        [this.group, this.member],
      );
      await client.query(
        `with share as (
           select ceil((select count(*) from bus.partition)::numeric
                       / (select count(*) from bus.member where group_name = $1))::int as size
         ), free as (
           select partition from bus.group_partition
           where group_name = $1 and (owner is null or lease_until < clock_timestamp()) and owner is distinct from $2
           order by partition
           limit greatest(0, (select size from share)
             - (select count(*) from bus.group_partition where group_name = $1 and owner = $2))
         )
         update bus.group_partition p set owner = $2, epoch = epoch + 1
         from free where p.group_name = $1 and p.partition = free.partition`,
        [this.group, this.member],
      );
      const { rows } = await client.query<{ partition: number; position: string; epoch: string }>(
        `update bus.group_partition set lease_until = clock_timestamp() + make_interval(secs => $3)
         where group_name = $1 and owner = $2 returning partition, position, epoch`,
        [this.group, this.member, this.leaseSeconds],
      );
      return rows.map((row) => ({ partition: row.partition, position: Number(row.position), epoch: row.epoch }));
    });
  }

  /** Keeps the leases while a long batch is worked on. */
  async renew(): Promise<void> {
    await this.pool.query(
      `with me as (
         update bus.member set seen_until = clock_timestamp() + make_interval(secs => $3)
         where group_name = $1 and member = $2
       )
       update bus.group_partition set lease_until = clock_timestamp() + make_interval(secs => $3)
       where group_name = $1 and owner = $2`,
      [this.group, this.member, this.leaseSeconds],
    );
  }

  /** Stores positions; returns the partitions that are still this member's (others were taken meanwhile). */
  async commit(positions: readonly OwnedPartition[]): Promise<Set<number>> {
    const { rows } = await this.pool.query<{ partition: number }>({
      name: 'bus-commit',
      text: `update bus.group_partition p set position = c.position
             from unnest($3::int[], $4::bigint[], $5::bigint[]) as c(partition, position, epoch)
             where p.group_name = $1 and p.owner = $2 and p.partition = c.partition and p.epoch = c.epoch
             returning p.partition`,
      values: [
        this.group,
        this.member,
        positions.map((p) => p.partition),
        positions.map((p) => p.position),
        positions.map((p) => p.epoch),
      ],
    });
    return new Set(rows.map((row) => row.partition));
  }

  /** Gives the partitions back at once instead of letting the leases run out. */
  async leave(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(
        `update bus.group_partition set owner = null, lease_until = null where group_name = $1 and owner = $2`,
        [this.group, this.member],
      );
      await client.query(`delete from bus.member where group_name = $1 and member = $2`, [this.group, this.member]);
      if (this.ephemeral) await this.forget(client, [this.group]);
    });
  }

  private get ephemeral(): boolean {
    return this.group.startsWith(EPHEMERAL_GROUP);
  }

  /** What is left of processes that were killed: groups nobody has been a member of for an hour. */
  private async forgetDeadGroups(client: PoolClient): Promise<void> {
    // From now on this member counts, also before it has taken a partition.
    await client.query(
      `insert into bus.member (group_name, member, seen_until) values ($1, $2, clock_timestamp()) on conflict do nothing`,
      [this.group, this.member],
    );
    const { rows } = await client.query<{ name: string }>(
      `select distinct group_name as name from bus.group_partition g where starts_with(group_name, $1)
         and not exists (select from bus.member m where m.group_name = g.group_name
           and m.seen_until > clock_timestamp() - interval '1 hour')`,
      [EPHEMERAL_GROUP],
    );
    await this.forget(
      client,
      rows.map((row) => row.name).filter((name) => name !== this.group),
    );
  }

  private async forget(client: PoolClient, groups: readonly string[]): Promise<void> {
    for (const table of ['group_partition', 'group_topic', 'member']) {
      await client.query(`delete from bus.${table} where group_name = any($1::text[])`, [groups]);
    }
  }
}
