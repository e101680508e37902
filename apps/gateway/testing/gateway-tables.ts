import type { Pool } from 'pg';
import { busDdl, consumerDdl } from '@salesagent/bus';
import { crmDdl, QUOTA_DDL, WRITE_JOURNAL_DDL } from '@salesagent/crm';
import { eventStoreDdl } from '@salesagent/event-store';
import { vaultDdl } from '@salesagent/sealing';
import { CHANNELS_DDL, INTERRUPTIONS_DDL } from '../src/channels/tables';
import { EXECUTION_DDL } from '../src/execution/tables';
import { INTAKE_DDL } from '../src/intake/tables';
import { OPENING_DDL } from '../src/personal-data/tables';
import { QUALITY_DDL } from '../src/quality/tables';
import { IN_TURN_DDL, PRIVACY_DELETIONS_DDL, SYNC_DDL } from '../src/sync/tables';

const TABLES = [
  ...[busDdl(), crmDdl(), eventStoreDdl('gateway'), consumerDdl('gateway'), vaultDdl()],
  ...[INTAKE_DDL, EXECUTION_DDL, CHANNELS_DDL, INTERRUPTIONS_DDL, OPENING_DDL, QUALITY_DDL],
  ...[SYNC_DDL, PRIVACY_DELETIONS_DDL, QUOTA_DDL, WRITE_JOURNAL_DDL, IN_TURN_DDL],
];

/** All that gateway's migrations make, and of orchestrator's what gateway reads, without roles and their rights. */
export async function makeGatewayTables(pool: Pool): Promise<void> {
  await pool.query('create schema gateway; create schema crm; create schema orchestrator;');
  for (const ddl of TABLES) await pool.query(ddl);
  await pool.query(
    `create table orchestrator.kill_epoch (scope text primary key, epoch integer, stopped boolean, changed_at timestamptz default now())`,
  );
}
