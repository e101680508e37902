import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  policyOverrideSchema,
  policySchema,
  sha256Canonical,
  tightenPolicy,
  type Policy,
} from '@salesagent/governance';
import type { Db } from './docket-rows';

export interface PolicyInForce {
  version: string;
  policy: Policy;
}

/**
 * The base policy of the playbooks, tightened by the company's own `policy.yaml` where there is one.
 * @throws with the file's name when it is missing, malformed or would loosen the base
 */
export function readPolicy(playbooksDir: string, company: string): PolicyInForce {
  const base = load(join(playbooksDir, 'base', 'policy.yaml'), (text) => policySchema.parse(parse(text)));
  const own = join(playbooksDir, 'companies', company, 'policy.yaml');
  const policy = existsSync(own)
    ? load(own, (text) => tightenPolicy(base, policyOverrideSchema.parse(parse(text))))
    : base;
  return { version: sha256Canonical(policy).slice(0, 16), policy };
}

function load<T>(file: string, read: (text: string) => T): T {
  try {
    return read(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`The policy ${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
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
