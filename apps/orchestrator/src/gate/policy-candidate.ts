import {
  checkPolicy,
  sha256Canonical,
  type PolicyFile,
  type PolicyOverride,
  type PolicyProblem,
  type Provenance,
} from '@salesagent/governance';
import type { PolicyFiles } from '@salesagent/playbook';
import { layered, OF_THE_FILE, ofTheFile, type PolicyInForce } from './policy-store';
import type { ProposalRefusal } from './proposals';
import { ActRefused } from './two-people';

export type PolicyRefusal = ProposalRefusal<'policy'>;

/** A policy that is not taken, with what to do instead. */
export class PolicyRefused extends ActRefused<PolicyRefusal> {}

export interface Candidate extends PolicyInForce {
  override: PolicyOverride;
  provenance: Provenance;
  file: string;
}

/**
 * A company's policy that somebody wants to try or publish; without a file the company's own of the playbooks.
 * @throws PolicyRefused naming every mistake, every value that would loosen the base, and what cannot be published
 */
export function candidateOf(files: PolicyFiles, file: PolicyFile | null): Candidate {
  const read = file ?? files.company ?? { file: 'the empty policy', text: '' };
  const { compiled, problems } = checkPolicy(files.base, read);
  if (!compiled) throw badPolicy(problems);
  const override = compiled.override ?? {};
  const own = files.company === null ? null : checkPolicy(files.base, files.company).compiled;
  const kept = ofTheFile(own?.override ?? null);
  const asked = ofTheFile(override);
  const differs = OF_THE_FILE.filter((path) => at(asked, path) !== undefined && !same(at(asked, path), at(kept, path)));
  if (differs.length > 0)
    throw new PolicyRefused(
      'bad-policy',
      `${read.file}: ${differs.join(', ')} cannot be published: other services read it from the playbooks when they start`,
      `Change it in ${files.company?.file ?? 'policy.yaml of the company’s folder in the playbooks'}, and start again.`,
    );
  const { policy, version } = layered(files, override);
  const provenance = Object.fromEntries(Object.entries(compiled.provenance).filter(([, s]) => s.layer === 'company'));
  return { policy, version, override, provenance, file: read.file };
}

function badPolicy(problems: readonly PolicyProblem[]): PolicyRefused {
  const lines = problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.path} ${p.message}\n    ${p.suggestion}`);
  return new PolicyRefused(
    'bad-policy',
    lines.join('\n'),
    'Correct the file; `salesagent policy check FILE` tries it.',
  );
}

const at = (override: PolicyOverride, path: string): unknown =>
  path.split('.').reduce<unknown>((v, key) => (v as Record<string, unknown> | undefined)?.[key], override);
const same = (a: unknown, b: unknown): boolean => sha256Canonical(a ?? null) === sha256Canonical(b ?? null);
