import { compilePolicy, policySchema, type CompiledPolicy, type Policy } from '@salesagent/governance';
import { readPolicyFiles } from '@salesagent/playbook';
import type { Db } from './docket-rows';

export interface PolicyInForce {
  version: string;
  policy: Policy;
}

/**
 * The base policy of the playbooks, tightened by the company's own `policy.yaml` where there is one.
 * @throws PolicyErrors naming every mistake, and every value that would loosen the base, with its place
 */
export function readPolicy(playbooksDir: string, company: string): CompiledPolicy {
  const files = readPolicyFiles(playbooksDir, company);
  return compilePolicy(files.base, files.company);
}

/** Puts a policy in force; from this commit on every authorisation reads it. */
export async function adoptPolicy(db: Db, { version, policy }: PolicyInForce): Promise<void> {
  await db.query(
    `insert into orchestrator.policy (version, body) values ($1, $2)
     on conflict (version) do update set adopted_at = clock_timestamp()`,
    [version, JSON.stringify(policy)],
  );
}

const parsed = new Map<string, Policy>();

/** The policy in force, read in the caller's transaction. */
export async function policyInForce(db: Db): Promise<PolicyInForce> {
  const { rows } = await db.query<{ version: string; body: unknown }>(
    'select version, body from orchestrator.policy order by adopted_at desc limit 1',
  );
  const row = rows[0];
  if (!row) throw new Error('No policy is in force yet; orchestrator adopts one when it starts');
  let policy = parsed.get(row.version);
  if (!policy) parsed.set(row.version, (policy = policySchema.parse(row.body)));
  return { version: row.version, policy };
}
