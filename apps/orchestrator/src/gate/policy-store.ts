import {
  checkPolicy,
  compilePolicy,
  policyOverrideSchema,
  policySchema,
  tighten,
  versionOf,
  type CompiledPolicy,
  type Loosening,
  type Policy,
  type PolicyOverride,
  type Provenance,
} from '@salesagent/governance';
import type { PolicyFiles } from '@salesagent/playbook';
import type { Db } from './docket-rows';

/** `playbook`: the files of the playbooks. `published`: proposed and signed by two people, over the firm's file. */
export type PolicyOrigin = 'playbook' | 'published';

export interface PolicyInForce {
  version: string;
  policy: Policy;
}

/**
 * What a published policy leaves to the company's file, as other services read it there when they start: facts about
 * the company, and the hours of its rhythm.
 */
export const OF_THE_FILE = ['tiering', 'attention', 'calendar', 'docket.morning', 'docket.dismissedRestsDays'] as const;

/** The parts of a company's override that only its file says. */
export function ofTheFile(override: PolicyOverride | null): PolicyOverride {
  const { tiering, attention, calendar, docket } = override ?? {};
  const { morning, dismissedRestsDays } = docket ?? {};
  return {
    ...(tiering && { tiering }),
    ...(attention && { attention }),
    ...(calendar && { calendar }),
    docket: { ...(morning && { morning }), ...(dismissedRestsDays !== undefined && { dismissedRestsDays }) },
  };
}

/** What is published, with what only the file says from the file. */
function merged(
  { refinements, autonomy, escalation, bulk, docket = {} }: PolicyOverride,
  file: PolicyOverride,
): PolicyOverride {
  const { morning: _, dismissedRestsDays: __, ...caps } = docket;
  const over = { ...file, docket: { ...caps, ...file.docket } };
  return {
    ...over,
    ...(refinements && { refinements }),
    ...(autonomy && { autonomy }),
    ...(escalation && { escalation }),
    ...(bulk && { bulk }),
  };
}

/** Files and, where there is one, a published override: the policy that follows from them. */
export function layered(
  files: PolicyFiles,
  published: PolicyOverride | null,
): { policy: Policy; version: string; baseProvenance: Provenance; loosened: Loosening[] } {
  const base = compilePolicy(files.base, null);
  const own = files.company === null ? null : checkPolicy(files.base, files.company);
  if (own !== null && own.compiled === null) compilePolicy(files.base, files.company);
  const over = published && merged(published, ofTheFile(own?.compiled?.override ?? null));
  const { policy, loosened } = tighten(base.policy, over ?? own?.compiled?.override ?? {});
  return { policy, version: versionOf(policy), baseProvenance: base.provenance, loosened };
}

/**
 * Decides at a start which policy is in force, and puts it there. A published policy wins over the company's file,
 * which it was laid in the place of; where the firm's file has become stricter meanwhile, the firm's value holds.
 * @throws PolicyErrors naming every mistake in the files with its place
 */
export async function settlePolicy(
  db: Db,
  files: PolicyFiles,
): Promise<PolicyInForce & { words: string; loosened: string[] }> {
  const published = await latestPublished(db);
  if (published === null) {
    const compiled = compilePolicy(files.base, files.company);
    await putInForce(db, compiled, 'playbook');
    const tightened = files.company ? `, tightened by ${files.company.file}` : '';
    return {
      ...compiled,
      words: `Policy ${compiled.version} is in force: ${files.base.file}${tightened}`,
      loosened: [],
    };
  }
  const { policy, version, baseProvenance, loosened } = layered(files, published.override);
  await putInForce(db, { policy, version, provenance: { ...baseProvenance, ...published.provenance } }, 'published');
  const { by, signedBy, signedAt } = published;
  const instead = files.company ? `; ${files.company.file} counts for ${OF_THE_FILE.join(', ')} only` : '';
  return {
    policy,
    version,
    words: `Policy ${version} is in force: published ${signedAt.toISOString()}, proposed by ${by} and signed by ${signedBy}${instead}`,
    loosened: loosened.map(
      (l) =>
        `The published policy’s ${l.path.join('.')} ${l.message}; the base’s value holds. Publish a policy without it.`,
    ),
  };
}

interface Published {
  override: PolicyOverride;
  provenance: Provenance;
  by: string;
  signedBy: string;
  signedAt: Date;
}

async function latestPublished(db: Db): Promise<Published | null> {
  const { rows } = await db.query<Published>(
    `select override, provenance, by, signed_by as "signedBy", signed_at as "signedAt" from orchestrator.policy_proposal
     where signature is not null order by signature desc limit 1`,
  );
  const row = rows[0];
  return row ? { ...row, override: policyOverrideSchema.parse(row.override) } : null;
}

/** The proposal that was signed last; null while the playbooks' policy is in force. */
export async function lastSigned(db: Db): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select proposal_id as id from orchestrator.policy_proposal where signature is not null
     order by signature desc limit 1`,
  );
  return rows[0]?.id ?? null;
}

type Adopted = Pick<CompiledPolicy, 'version' | 'policy' | 'provenance'>;

/**
 * Puts a policy in force; from this commit on every authorisation reads it. Where it is another one than before, every
 * question that stands is looked at again. The answer is how many those are.
 */
export async function putInForce(
  db: Db,
  { version, policy, provenance }: Adopted,
  origin: PolicyOrigin,
): Promise<number> {
  const { rows } = await db.query<{ version: string }>(
    'select version from orchestrator.policy order by adoption desc limit 1',
  );
  await db.query(
    `insert into orchestrator.policy (version, body, provenance, origin, adoption)
     select $1, $2, $3, $4, coalesce(max(adoption), 0) + 1 from orchestrator.policy
     on conflict (version) do update set provenance = excluded.provenance, origin = excluded.origin,
       adoption = case when $5 then policy.adoption else excluded.adoption end,
       adopted_at = case when $5 then policy.adopted_at else clock_timestamp() end`,
    [version, JSON.stringify(policy), JSON.stringify(provenance), origin, rows[0]?.version === version],
  );
  if (rows[0] === undefined || rows[0].version === version) return 0;
  const { rowCount } = await db.query(
    `insert into orchestrator.gate_todo (action_id, what, reason)
     select action_id, 'recheck', 'another policy is in force' from orchestrator.docket
     where state in ('queued', 'admitted', 'open', 'approved')`,
  );
  return rowCount ?? 0;
}

const parsed = new Map<string, Policy>();

/** The policy in force, read in the caller's transaction. */
export async function policyInForce(
  db: Db,
): Promise<PolicyInForce & { provenance: Provenance; origin: PolicyOrigin; since: Date }> {
  const { rows } = await db.query<{
    version: string;
    body: unknown;
    provenance: Provenance;
    origin: PolicyOrigin;
    since: Date;
  }>(
    `select version, body, provenance, origin, adopted_at as since from orchestrator.policy
     order by adoption desc limit 1`,
  );
  const row = rows[0];
  if (!row) throw new Error('No policy is in force yet; orchestrator adopts one when it starts');
  const { version, provenance, origin, since } = row;
  let policy = parsed.get(version);
  if (!policy) parsed.set(version, (policy = policySchema.parse(row.body)));
  return { version, policy, provenance, origin, since };
}
