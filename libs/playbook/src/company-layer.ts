import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { PlaybookProblem } from './problems';
import { parseSection } from './source';
import { isDraft, withoutStandingText } from './standing';

/** A file of a company's layer, named from the company's folder on: `4-progression/deal-risk.md`. */
export interface PlaybookFile {
  file: string;
  text: string;
}

/** Data files of a company that can be published; each other one is read where it lies, when a service starts. */
const DATA = ['playbook.yaml', 'glossary.yaml', 'asked.yaml'];
const SECTION = /^([a-z0-9-]+)\/([a-z0-9-]+\/)*[a-z0-9-]+\.md$/;

/** What stays with the file, and why: read by services that take up nothing while they run. */
const OF_THE_FILE: readonly [RegExp, string][] = [
  [/^policy\.yaml$/, 'it is published by `salesagent policy publish`'],
  [/^lifecycles\.yaml$/, 'orchestrator reads it when it starts'],
  [/^7-operations\//, 'ops-analyst reads it when it starts'],
  [/^documents\//, 'it is a document of the company, which is searched as it lies there'],
];

/** Null when a file of this name can be published, else why not. */
export function notPublishable(file: string): string | null {
  const kept = OF_THE_FILE.find(([name]) => name.test(file));
  if (kept) return kept[1];
  if (DATA.includes(file) || SECTION.test(file)) return null;
  return `it is no section (\`4-progression/deal-risk.md\`) and none of ${DATA.join(', ')}`;
}

/** Folder of a company's layer that holds its documents: they are searched (docs/playbook-search.md) and are no playbook. */
export const DOCUMENTS = 'documents';

/** Everything in a company's folder that is playbook, in order of name. */
export const companyFiles = (dir: string, company: string): PlaybookFile[] =>
  filesBelow(join(dir, 'companies', company)).filter(({ file }) => !file.startsWith(`${DOCUMENTS}/`));

/** What a company has in its folder of a playbooks folder that can be published, in order of name; drafts are left out. */
export function companyLayer(dir: string, company: string): PlaybookFile[] {
  return companyFiles(dir, company)
    .filter(({ file }) => notPublishable(file) === null)
    .flatMap(asPublished);
}

/** One that is no section in force for another reason, such as a missing signature, is published to be refused. */
function asPublished({ file, text }: PlaybookFile): PlaybookFile[] {
  if (!file.endsWith('.md')) return [{ file, text }];
  const problems: PlaybookProblem[] = [];
  const section = parseSection(file, text, []);
  if (!isDraft(section, problems)) return [{ file, text: withoutStandingText(section, text) }];
  return problems.length === 0 ? [] : [{ file, text }];
}

/** Markdown and YAML below a folder, in order of name; none where there is no folder. */
export function filesBelow(folder: string): PlaybookFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ file: relative(folder, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
}
