import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a migration is taken back: by SQL, or not at all, and why. */
export type Back = { down: string } | { kept: string };

/**
 * A migration that is SQL and nothing else.
 *
 * @param name as the database notes that it ran, ending in a 13-digit time stamp; never changed once it is released, or
 *             existing databases run it again
 * @param up   run with `search_path` set to the service's schema
 */
export function migration(name: string, up: string | readonly string[], back: Back): new () => MigrationInterface {
  if (!/\d{13}$/.test(name)) throw new Error(`The migration ${name} does not end in a time stamp of 13 digits`);
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const sql of typeof up === 'string' ? [up] : up) await runner.query(sql);
    }

    async down(runner: QueryRunner): Promise<void> {
      if ('kept' in back) throw new Error(`${name} is not taken back: ${back.kept}`);
      await runner.query(back.down);
    }
  };
}
