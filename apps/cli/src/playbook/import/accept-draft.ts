import { checkPlaybook, type SignedOff } from '@salesagent/playbook';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '@salesagent/governance';
import { CliError, EXIT } from '../../exit-codes';
import { presentSection, sectionsIn } from './company-sections';
import { withSignature } from './sign-off';

export interface AcceptedDraft {
  id: string;
  /** From the playbooks folder on. */
  file: string;
  signedOff: SignedOff;
  passages: string[];
}

/** Makes a draft a section of the company's folder, under a name, if the playbook compiles with it. */
export function acceptDraft(dir: string, company: string, given: string, signedOff: SignedOff): AcceptedDraft {
  const id = given.replace(/\.md$/, '');
  const file = `companies/${company}/${id}.md`;
  const path = join(dir, file);
  if (id.split('/').includes('..') || !existsSync(path)) throw noDraft(dir, company, id);
  const text = readFileSync(path, 'utf8');
  const present = presentSection(id, text);
  if (!present.draft)
    throw new CliError(EXIT.conflict, `${file} is no draft any more.`, 'Nothing is left to do.', 'conflict');
  const before = checkPlaybook(dir, { company });
  writeFileSync(path, withSignature(text, signedOff));
  const after = checkPlaybook(dir, { company });
  const known = new Set(before.problems.map(({ message, file: of }) => `${of} ${message}`));
  const problem = after.problems.find(({ message, file: of }) => of === file || !known.has(`${of} ${message}`));
  const section = after.playbook.section(id);
  if (problem || after.drafts.some((draft) => draft.file === file) || !section) {
    writeFileSync(path, text);
    const why = problem ? `${problem.file}:${problem.line}: ${problem.message}` : 'its front matter says otherwise';
    throw new CliError(EXIT.failed, `${file} cannot be signed off: ${why}.`, problem?.suggestion ?? null, 'playbook');
  }
  const passages = section.passages.filter((passage) => passage.file === file).map((passage) => passage.id);
  return { id, file, signedOff, passages };
}

function noDraft(dir: string, company: string, id: string): CliError {
  const drafts = [...sectionsIn(join(dir, 'companies', company)).values()].filter(({ draft }) => draft);
  const near = nearest(
    id,
    drafts.map((draft) => draft.id),
  );
  const remedy =
    drafts.length === 0
      ? 'It has none: import a document first.'
      : near
        ? `Did you mean ${near}?`
        : `Its drafts are ${drafts.map((draft) => draft.id).join(', ')}.`;
  return new CliError(EXIT.notFound, `${company} has no draft ${id}.`, remedy, 'not-found');
}
