import { auditTrailDdl } from '@salesagent/audit';
import { APPEND_ONLY, busGrants, consumerDdl, consumerMigrations } from '@salesagent/bus';
import { eventStoreDdl, eventStoreFunctions } from '@salesagent/event-store';
import { LEDGER_TABLES, ledgerGrants } from '@salesagent/llm';
import { mirrorDdl, mirrorMigrations } from '@salesagent/mirror';
import { roleOf, type ServiceSchema } from '@salesagent/platform';
import { passagesGrants } from '@salesagent/retrieval/passages';
import { vaultGrants } from '@salesagent/sealing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { agentDdl, dismissedDdl, draftDdl, proposedReadingDdl, rejectedReadingDdl } from './ddl';

/** Everything an agent service needs in its schema, as one string. */
export function agentServiceDdl(schema: string): string {
  return [eventStoreDdl(schema), consumerDdl(schema), mirrorDdl(schema), agentDdl(schema)].join('\n');
}

/**
 * What an agent service asks of the database.
 * @param vault what it may do with personal values; `none` for agents that never see one in the clear
 * @param documents whether some action of it asks the company's documents (`asks`): then it may read the passages
 */
export function agentServiceSchema(
  schema: string,
  vault: 'none' | 'open' | 'seal',
  { documents = false }: { documents?: boolean } = {},
): ServiceSchema {
  class AgentService1764000000000 implements MigrationInterface {
    readonly name = `AgentService_${schema}_1764000000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(agentServiceDdl(schema));
    }
    /** Never taken back: the log is the truth. Expand, then contract. */
    down(): Promise<void> {
      return Promise.reject(new Error('an agent service is not migrated down'));
    }
  }
  class AgentDismissed1764400000000 implements MigrationInterface {
    readonly name = `AgentDismissed_${schema}_1764400000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(dismissedDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('an agent service is not migrated down'));
    }
  }
  class AgentDraft1764700000000 implements MigrationInterface {
    readonly name = `AgentDraft_${schema}_1764700000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(draftDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('an agent service is not migrated down'));
    }
  }
  class AgentRejectedReading1764840000000 implements MigrationInterface {
    readonly name = `AgentRejectedReading_${schema}_1764840000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(rejectedReadingDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('an agent service is not migrated down'));
    }
  }
  class AgentProposedReading1764850000000 implements MigrationInterface {
    readonly name = `AgentProposedReading_${schema}_1764850000000`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(proposedReadingDdl(schema));
    }
    down(): Promise<void> {
      return Promise.reject(new Error('an agent service is not migrated down'));
    }
  }
  /** The ledger of models is one for all services of a company; whichever comes first makes it. */
  class ModelLedger1764700000001 implements MigrationInterface {
    readonly name = `ModelLedger_${schema}_1764700000001`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(LEDGER_TABLES);
    }
    down(): Promise<void> {
      return Promise.reject(new Error('the ledger of models is not migrated down'));
    }
  }
  const role = roleOf(schema);
  // What a model writes is kept sealed: a service that may not seal asks none.
  const asksModels = vault === 'seal';
  const grants = [
    eventStoreFunctions(schema),
    auditTrailDdl(schema),
    busGrants(role),
    ...(vault === 'none' ? [] : [vaultGrants(role, vault)]),
    ...(asksModels ? [ledgerGrants(role)] : []),
    ...(documents ? [passagesGrants(role)] : []),
  ];
  return {
    schema,
    migrations: [
      AgentService1764000000000,
      ...consumerMigrations(schema),
      ...mirrorMigrations(schema),
      AgentDismissed1764400000000,
      AgentDraft1764700000000,
      AgentRejectedReading1764840000000,
      AgentProposedReading1764850000000,
      ...(asksModels ? [ModelLedger1764700000001] : []),
    ],
    appendOnly: APPEND_ONLY,
    grants,
  };
}
