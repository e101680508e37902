import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { sha256Canonical } from './digest';
import { policyOverrideSchema, policySchema, type Policy, type PolicyOverride } from './policy';
import { suggestionFor, wordsOf } from './policy-problems';
import { effectsOf, tighten, type Loosening } from './tighten';
import { placeOf, yamlValueOf, type Place } from './yaml-place';

/** A `policy.yaml` that was read: its name, for messages, and its text. */
export interface PolicyFile {
  file: string;
  text: string;
}

/** One thing wrong in a policy, said so that whoever edits YAML can repair it. */
export interface PolicyProblem extends Place {
  file: string;
  /** `refinements.2.when.content` */
  path: string;
  message: string;
  suggestion: string;
}

/** Where a refinement comes from. */
export interface RuleSource extends Place {
  layer: 'base' | 'company';
  file: string;
}
/** Id of a refinement → where it comes from. */
export type Provenance = Record<string, RuleSource>;

export interface CompiledPolicy {
  policy: Policy;
  /** First 16 hexadecimal digits of the digest of the policy's values: the same rules are the same version. */
  version: string;
  provenance: Provenance;
  /** What the company's file says, by itself; null where there is none. */
  override: PolicyOverride | null;
}

export type PolicyCheck =
  | { compiled: CompiledPolicy; problems: []; loosened: Loosening[] }
  | { compiled: null; problems: PolicyProblem[]; loosened: Loosening[] };

/** The policy cannot be used. `problems` lists everything found, not only the first. */
export class PolicyErrors extends Error {
  constructor(readonly problems: readonly PolicyProblem[]) {
    super(problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.path} ${p.message} – ${p.suggestion}`).join('\n'));
    this.name = 'PolicyErrors';
  }
}

export const versionOf = (policy: Policy): string => sha256Canonical(policy).slice(0, 16);

/**
 * Compiles the base policy, tightened by the company's where there is one. Nothing compiles when anything is wrong,
 * a value that would loosen the base included.
 */
export function checkPolicy(base: PolicyFile, company: PolicyFile | null): PolicyCheck {
  const under = new Source(base);
  const over = company && new Source(company);
  const policy = under.parse(policySchema);
  const override = over?.parse(policyOverrideSchema) ?? null;
  if (policy) under.checkRefinements(policy.refinements, []);
  const taken = policy?.refinements.map((r) => r.id) ?? [];
  if (override) over?.checkRefinements(override.refinements ?? [], taken);
  let loosened: Loosening[] = [];
  let tightened = policy;
  if (policy && override) {
    ({ policy: tightened, loosened } = tighten(policy, override));
    for (const l of loosened) over?.note(l.path, l.message, LOOSENED);
  }
  const problems = [...inOrder(under.problems), ...inOrder(over?.problems ?? [])];
  if (!tightened || problems.length > 0) return { compiled: null, problems, loosened };
  const provenance = {
    ...under.provenance('base', policy?.refinements ?? []),
    ...over?.provenance('company', override?.refinements ?? []),
  };
  return {
    compiled: { policy: tightened, version: versionOf(tightened), provenance, override },
    problems: [],
    loosened: [],
  };
}

const inOrder = (problems: readonly PolicyProblem[]): PolicyProblem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);

/** @throws PolicyErrors */
export function compilePolicy(base: PolicyFile, company: PolicyFile | null): CompiledPolicy {
  const { compiled, problems } = checkPolicy(base, company);
  if (!compiled) throw new PolicyErrors(problems);
  return compiled;
}

const LOOSENED = 'a company tightens, it never loosens: keep to the base’s value or a stricter one';

/** A policy's YAML with the place of everything in it. */
class Source {
  readonly problems: PolicyProblem[] = [];
  private readonly file: string;
  private readonly lines = new LineCounter();
  private readonly document;

  constructor({ file, text }: PolicyFile) {
    this.file = file;
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    for (const { pos, message } of this.document.errors) {
      const { line, col } = this.lines.linePos(pos[0]);
      const suggestion = 'check indentation, quotes and that every key appears once';
      this.problems.push({
        ...{ file, line, column: col, path: '(file)' },
        ...{ message: `is not valid YAML: ${message}`, suggestion },
      });
    }
  }

  parse<S extends z.ZodType>(schema: S): z.infer<S> | null {
    if (this.problems.length > 0) return null;
    const { value, problem } = yamlValueOf(this.document, this.lines);
    if (problem) {
      this.problems.push({ file: this.file, path: '(file)', ...problem, message: `is ${problem.message}` });
      return null;
    }
    // An empty file, or one of comments only, changes nothing.
    const parsed = schema.safeParse(value ?? {}, { reportInput: true });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      for (const { path, message, suggestion } of wordsOf(issue, schema)) this.note(path, message, suggestion);
    return null;
  }

  note(path: readonly PropertyKey[], message: string, suggestion: string): void {
    const place = placeOf(this.document.contents, this.lines, path);
    this.problems.push({
      file: this.file,
      ...place,
      path: path.map(String).join('.') || '(file)',
      message,
      suggestion,
    });
  }

  checkRefinements(refinements: Policy['refinements'], taken: readonly string[]): void {
    const ids = new Set(taken);
    refinements.forEach((r, i) => {
      if (ids.has(r.id))
        this.note(['refinements', i, 'id'], `is “${r.id}” a second time`, 'give each refinement an id of its own');
      ids.add(r.id);
      if (effectsOf(r).length === 0)
        this.note(
          ['refinements', i, 'when'],
          'can never hold: none of its actions has one of its effects',
          suggestionFor.never,
        );
    });
  }

  provenance(layer: RuleSource['layer'], refinements: Policy['refinements']): Provenance {
    return Object.fromEntries(
      refinements.map(({ id }, i) => [
        id,
        { layer, file: this.file, ...placeOf(this.document.contents, this.lines, ['refinements', i]) },
      ]),
    );
  }
}
