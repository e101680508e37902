import type { Provenance } from './layers';
import { leavesOf } from './leaves';
import type { Playbook, Section } from './playbook';

/** A rule on one side of a comparison. */
export interface RuleSide {
  value: unknown;
  /** The file that sets it. */
  file: string;
}

export interface RuleChange {
  /** `5-close/proposal-draft: rules.validDays`, `policy: docket.decisionsPerRep` */
  rule: string;
  before: RuleSide | null;
  after: RuleSide | null;
}

export interface PassageChange {
  /** `4-progression/deal-risk#pushed` */
  id: string;
  change: 'added' | 'removed' | 'changed';
  file: string;
  line: number;
}

export interface PlaybookDiff {
  before: string;
  after: string;
  sections: { added: string[]; removed: string[] };
  rules: RuleChange[];
  passages: PassageChange[];
}

/** What one playbook says otherwise than another: rules with both values, passages by their id. */
export function diffPlaybooks(before: Playbook, after: Playbook): PlaybookDiff {
  const [was, is] = [rulesIn(before), rulesIn(after)];
  const [said, says] = [passagesIn(before), passagesIn(after)];
  const ids = (playbook: Playbook): string[] => playbook.sections.map((s) => s.id);
  return {
    before: before.version,
    after: after.version,
    sections: {
      added: ids(after).filter((id) => !before.section(id)),
      removed: ids(before).filter((id) => !after.section(id)),
    },
    rules: keysOf(was, is).flatMap((rule) => {
      const [a, b] = [was.get(rule) ?? null, is.get(rule) ?? null];
      return JSON.stringify(a?.value) === JSON.stringify(b?.value) ? [] : [{ rule, before: a, after: b }];
    }),
    passages: keysOf(said, says).flatMap((id): PassageChange[] => {
      const [a, b] = [said.get(id), says.get(id)];
      if (a?.text === b?.text && a?.heading === b?.heading) return [];
      const { file, line } = (b ?? a)!;
      return [{ id, change: a ? (b ? 'changed' : 'removed') : 'added', file, line }];
    }),
  };
}

const keysOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].sort();

function rulesIn(playbook: Playbook): Map<string, RuleSide> {
  const rules = new Map<string, RuleSide>();
  const add = (name: string, value: unknown, provenance: Provenance): void => {
    for (const [keys, leaf] of leavesOf(value)) {
      const path = keys.join('.');
      rules.set(`${name}: ${path}`, { value: leaf, file: provenance[path] ?? '' });
    }
  };
  for (const section of playbook.sections) add(section.id, section.frontMatter, section.provenance);
  for (const { name, value, provenance } of playbook.allData) add(name, value, provenance);
  return rules;
}

const passagesIn = (playbook: Playbook) =>
  new Map(playbook.sections.flatMap((s: Section) => s.passages.map((p) => [p.id, p] as const)));

const CHANGED = { added: 'new passage', removed: 'passage gone', changed: 'other words' } as const;

/** A difference as lines for people: `4-progression/deal-risk: rules.silentDays: 21 → 14`. */
export function changesInWords({ sections, rules, passages }: PlaybookDiff): string[] {
  const said = (side: RuleSide | null): string => (side === null ? 'not set' : JSON.stringify(side.value));
  return [
    ...sections.added.map((id) => `${id}: new section`),
    ...sections.removed.map((id) => `${id}: section gone`),
    ...rules.map(({ rule, before, after }) => `${rule}: ${said(before)} → ${said(after)}`),
    ...passages.map(({ id, change }) => `${id}: ${CHANGED[change]}`),
  ];
}
