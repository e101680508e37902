import type { Insight, ProposalDecision } from './decision';
import type { GatherContext } from './define';
import { passagesIn, withoutPassages } from './documents';
import { groundOf } from './grounds';
import { Ground, reasonOf, Source, TEMPLATES, untraced } from './guard';
import { refusedByPolicy } from './output';
import { overreachOf } from './overreach';
import { stringsIn } from './personal';
import type { ActionSettings } from './settings';
import type { Words } from './words';

/** Null when it is words alone, every claim traces and every citation exists; else the reason for refusing. */
export function refusalOf(
  drafted: Insight | ProposalDecision,
  decided: Insight | ProposalDecision,
  facts: object,
  words: Words,
  settings: ActionSettings,
  context: GatherContext,
): string | null {
  const overreach = overreachOf(drafted, decided);
  if (overreach) return `refused: a draft puts words to what was decided, and ${overreach}`;
  const known = new Set(settings.section.passages.map((p) => p.id));
  const unknown = [...(drafted.citations ?? []), ...words.cited].find(
    (c) => !known.has(c) && !context.playbook.passage(c),
  );
  if (unknown) return `refused: it cites ${unknown}, which the playbook does not have`;
  const found = new Map(passagesIn(facts).map(({ id, hash }) => [id, hash]));
  const strange = (drafted.documents ?? []).find(({ id, hash }) => found.get(id) !== hash);
  if (strange) return `refused: it rests on ${strange.id}, which was not found for it`;
  // What `decide` computed from facts and rules is as good as they are; what a draft adds is not.
  const computed = decided.kind === 'proposal' ? decided.evidence : decided.values;
  // Of the documents that were found, those that it says it rests on.
  const documents = new Source('documents', drafted.documents ?? []);
  const sources = [new Source('facts', withoutPassages(facts)), documents, new Source('decision', computed)];
  const ground = new Ground([...sources, new Source('businessDate', context.businessDate)], groundOf(settings));
  for (const text of textsOf(drafted)) {
    const missing = untraced(text, ground, TEMPLATES);
    if (missing.length > 0) return `refused: ${reasonOf(missing)}`;
  }
  if (settings.output) return refusedByPolicy(drafted.customerTexts ?? [], settings.output, ground, words.lent);
  return null;
}

/** What a person would read. */
function textsOf(decision: Insight | ProposalDecision): string[] {
  if (decision.kind === 'insight') return [...decision.reasons, ...(decision.texts ?? [])];
  const { change } = decision;
  const spoken =
    change.kind === 'task' ? [change.title, change.body] : change.kind === 'document' ? stringsIn(change.content) : [];
  return [decision.title, decision.why, ...stringsIn(decision.draft ?? null), ...spoken];
}
