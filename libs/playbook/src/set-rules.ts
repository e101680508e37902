import { leavesOf } from './leaves';
import type { Section } from './playbook';

/** A value of a section's front matter and the place that sets it. */
export interface SetRule {
  /** `['rules', 'silentDays', '4.1']`: a key may hold a dot. */
  path: readonly string[];
  value: unknown;
  /** `base/…` or `companies/<slug>/…`: of the layers, the last that says something of it. */
  file: string;
  line: number;
}

/** Everything in a section's front matter that code or people read as a rule, in the order it is written. */
export function setRules(section: Section): SetRule[] {
  return leavesOf(section.frontMatter)
    .filter(([[first]]) => first !== 'action')
    .map(([path, value]) => ({ path, value, ...section.locate(path) }));
}
