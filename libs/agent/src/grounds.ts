import { MEDDICC, SUB_STAGES } from '@salesagent/canon/sales';
import { placeholdersOf, type Passage } from '@salesagent/playbook';
import { Ground, Source } from './guard';
import type { ActionSettings } from './settings';

const CANON_WORDS = [Object.values(MEDDICC), Object.values(SUB_STAGES)];
const grounds = new WeakMap<ActionSettings, Ground>();

/** What the playbook and the canon say, whatever the subject; indexed once per action. */
export function groundOf(settings: ActionSettings): Ground {
  const known = grounds.get(settings);
  if (known) return known;
  const passages = settings.section.passages.map((p) => new Source(p.id, p.text, 'passage'));
  const ground = new Ground([new Source('rules', settings.rules), ...passages, new Source('canon', CANON_WORDS)]);
  grounds.set(settings, ground);
  return ground;
}

const told = new WeakMap<ActionSettings, { passages: readonly Passage[]; ground: Ground }>();

/**
 * What a model is told of the playbook and may rest on: not the templates of other situations, which would be true of
 * somebody else, nor the numbers of an example, nor rules, which it is not shown.
 */
export function toldToModels(settings: ActionSettings): { passages: readonly Passage[]; ground: Ground } {
  const known = told.get(settings);
  if (known) return known;
  const passages = settings.section.passages.filter(
    ({ heading, text }) => heading !== 'Worked example' && placeholdersOf(text).length === 0,
  );
  const sources = passages.map((p) => new Source(p.id, p.text, 'passage'));
  const made = { passages, ground: new Ground(sources) };
  told.set(settings, made);
  return made;
}
