import { detectLanguage } from '@salesagent/retrieval';
import { documentBytes, readDocument, UnreadableDocument, type ReadDocument } from '@salesagent/documents/reading';
import { dataOf, glossarySchema, tryCompile, type Playbook } from '@salesagent/playbook';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError, EXIT, usageError } from '../../exit-codes';
import type { Io } from '../../output/io';
import { sectionsIn } from './company-sections';
import type { Edition } from './draft-text';
import { planImport, type PlannedSection } from './plan-import';
import { SectionFinder } from './suggest';
import { otherNumbers, type OtherNumber } from './thresholds';
import { titleOf, topicsOf } from './topics';

export interface ImportRequest {
  /** As it was given. */
  file: string;
  /** The playbooks folder, whose base says where its words belong. */
  dir: string;
  /** Where the drafts are written. */
  output: string;
}

export interface ImportedSection extends PlannedSection {
  /** From `output` on. */
  file: string;
  /** Passages of the base that it says in its own words once it is in force. */
  replaces: string[];
  numbers: OtherNumber[];
}

export interface ImportResult {
  title: string;
  edition: Edition;
  paging: ReadDocument['paging'];
  warnings: string[];
  sections: ImportedSection[];
}

/** Reads a document and writes what it says as draft sections. Nothing becomes active by it. */
export async function runImport(io: Io, request: ImportRequest): Promise<ImportResult> {
  const { bytes, document } = await read(request.file, pathOf(io, request.file));
  const edition = { file: basename(request.file), sha256: createHash('sha256').update(bytes).digest('hex') };
  const { playbook, glossary } = playbookOf(request);
  const finder = await SectionFinder.over(playbook, glossary);
  const topics = topicsOf(document);
  if (topics.length === 0) {
    throw new CliError(
      EXIT.failed,
      `${request.file} has headings and no text.`,
      'Give a document with words below them.',
      'unreadable',
    );
  }
  const suggestions = await finder.suggest(topics);
  const found = topics.map((topic, i) => ({ topic, suggestion: suggestions[i]! }));
  const planned = planImport(found, edition, playbook, sectionsIn(request.output));
  for (const { id, draft } of planned) if (draft) write(join(request.output, `${id}.md`), draft.text);
  return {
    ...{ title: titleOf(document), edition, paging: document.paging },
    warnings: [...document.warnings, ...languageWarning(topics.map(({ text }) => text).join('\n'))],
    sections: planned.map((section) => ({ ...section, ...comparedWith(playbook, section), file: `${section.id}.md` })),
  };
}

/** The base alone: a company's own words are no measure for where its document belongs. */
function playbookOf({ dir }: ImportRequest) {
  const { playbook } = tryCompile(dir, {});
  const data = playbook.data('glossary');
  return { playbook, glossary: data ? dataOf(data, glossarySchema) : {} };
}

function comparedWith(
  playbook: Playbook,
  { id, draft, topics }: PlannedSection,
): Pick<ImportedSection, 'replaces' | 'numbers'> {
  const base = playbook.section(id);
  if (!base || topics.length === 0) return { replaces: [], numbers: [] };
  const said = new Set(draft?.section.passages.map(({ slug }) => `${id}#${slug}`));
  return {
    replaces: base.passages.map((passage) => passage.id).filter((passage) => said.has(passage)),
    numbers: otherNumbers(
      base,
      topics.map(({ topic }) => topic),
    ),
  };
}

function languageWarning(text: string): string[] {
  const language = detectLanguage(text);
  if (language === 'en') return [];
  return [`It reads as ${language} and the base playbook is in en: where its sections belong cannot be told by words.`];
}

function pathOf(io: Io, file: string): string {
  const path = resolve(io.cwd, file);
  const there = existsSync(path) ? statSync(path) : null;
  if (there?.isDirectory()) throw usageError(`${file} is a folder.`, 'Give one file; `playbook index` takes folders.');
  if (!there) throw usageError(`There is no file ${file}.`, 'Give a Word, PowerPoint, PDF, HTML or Markdown file.');
  return path;
}

async function read(file: string, path: string): Promise<{ bytes: Buffer; document: ReadDocument }> {
  try {
    const bytes = await documentBytes(path, file);
    return { bytes, document: await readDocument(file, bytes) };
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    throw new CliError(EXIT.failed, `${error.file} ${error.problem}.`, error.remedy, `unreadable-${error.reason}`);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
