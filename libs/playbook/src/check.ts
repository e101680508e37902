import { ACTION_NAMES, ACTIONS, PLANNED_ACTIONS, type ActionName, type CatalogueEntry } from '@salesagent/canon/sales';
import {
  checkPolicy,
  disclosureRules,
  lifecyclesSchema,
  nearest,
  OUTPUT_SECTIONS,
  outputPolicyRules,
  toneRules,
} from '@salesagent/governance';
import { z } from 'zod';
import { askedProblems, askedWords } from './asked';
import { tryCompile, type CompileOptions } from './compile';
import { actionFrontMatterSchema, companyWideSchema, frontMatterOf, frontMatterSchema } from './front-matter';
import { glossarySchema } from './glossary';
import { generatedRules, offBecause } from './off';
import { readPolicyFiles } from './policy-files';
import { dataOf, passageOf, rulesOf, type Playbook, type Section } from './playbook';
import { oddPlaceholders } from './odd-placeholders';
import { refusedTemplates } from './refused-templates';
import { PlaybookErrors, type PlaybookProblem } from './problems';
import type { DraftSection } from './standing';

export interface PlaybookCheck {
  playbook: Playbook;
  problems: PlaybookProblem[];
  /** Actions that do nothing by this playbook, and why: no section, switched off, or rules their code cannot read. */
  off: { action: ActionName; section: string; reason: string }[];
  /** Sections that are written and not in force. */
  drafts: DraftSection[];
}

export interface CheckOptions extends CompileOptions {
  /** What the code of each action reads, where the caller has it; otherwise what was generated from it. */
  rules?: Partial<Record<ActionName, z.ZodType>>;
}

/** Actions a section may be of: those that run, and those that are written before their code. */
const CATALOGUE = new Map<string, CatalogueEntry>(Object.entries({ ...ACTIONS, ...PLANNED_ACTIONS }));

/** Keys that no section has were named when it was compiled, and `action` has messages of its own. */
const OF_SECTION = frontMatterSchema.omit({ action: true }).loose();
const OF_ACTION = actionFrontMatterSchema.omit({ action: true }).loose();

/** Data files whose shape is known here, whichever service reads them. */
const DATA: Readonly<Record<string, z.ZodType>> = {
  glossary: glossarySchema,
  lifecycles: lifecyclesSchema,
  playbook: companyWideSchema,
};

/** Sections of conduct whose rules code reads, whatever the action. */
const CONDUCT: readonly (readonly [section: string, schema: z.ZodType])[] = [
  [OUTPUT_SECTIONS.policy, outputPolicyRules],
  [OUTPUT_SECTIONS.tone, toneRules],
  [OUTPUT_SECTIONS.disclosure, disclosureRules],
];

/** Everything that can be said about a playbook before a service reads it. */
export function checkPlaybook(dir: string, options: CheckOptions = {}): PlaybookCheck {
  const { playbook, problems, drafts } = tryCompile(dir, options);
  problems.push(...drafts.flatMap((draft) => draft.problems));
  for (const section of playbook.sections) problems.push(...checkSection(section));
  for (const [name, schema] of Object.entries(DATA)) {
    const data = playbook.data(name);
    if (data) problems.push(...problemsOf(() => dataOf(data, schema)));
  }
  const conduct = CONDUCT.flatMap(([id, schema]) => {
    const section = playbook.section(id);
    return section ? problemsOf(() => rulesOf(section, schema)) : [];
  });
  problems.push(...(conduct.length > 0 ? conduct : refusedTemplates(playbook)), ...oddPlaceholders(playbook));
  const unreadable = problemsOf(() => askedWords(playbook));
  problems.push(...(unreadable.length > 0 ? unreadable : askedProblems(playbook)));
  if (playbook.data('policy')) problems.push(...policyProblems(dir, options.company));
  const off: PlaybookCheck['off'] = [];
  for (const action of ACTION_NAMES) {
    const section = playbook.section(ACTIONS[action].playbook);
    const schema = options.rules?.[action] ?? generatedRules(action);
    const reason = offBecause(playbook, action, schema);
    if (reason !== null) off.push({ action, section: ACTIONS[action].playbook, reason });
    if (section && schema) problems.push(...problemsOf(() => rulesOf(section, schema)));
  }
  return { playbook, problems, off, drafts };
}

/** A company's policy is laid over the firm's by rules of its own: it may only tighten. */
function policyProblems(dir: string, slug: string | undefined): PlaybookProblem[] {
  const { base, company } = readPolicyFiles(dir, slug);
  return checkPolicy(base, company).problems.map(({ file, line, path, message, suggestion }) => ({
    file: file.slice(file.indexOf('/') + 1),
    line,
    message: `${path} ${message}`,
    suggestion,
  }));
}

function problemsOf(run: () => unknown): readonly PlaybookProblem[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof PlaybookErrors) return error.problems;
    throw error;
  }
}

function checkSection(section: Section): PlaybookProblem[] {
  const problems: PlaybookProblem[] = [];
  const at = (path: PropertyKey[], message: string, suggestion: string): void => {
    problems.push({ ...section.locate(path), message, suggestion });
  };
  const { action } = section;
  const runs = action !== null && Object.hasOwn(ACTIONS, action);
  problems.push(...problemsOf(() => frontMatterOf(section, runs ? OF_ACTION : OF_SECTION)));
  if (action === null) {
    const named = section.frontMatter['action'];
    if (named !== undefined) at(['action'], 'action is not a name', 'write the name of an action, or leave it out');
    return problems;
  }
  const entry = CATALOGUE.get(action);
  if (!entry) {
    const near = nearest(action, [...CATALOGUE.keys()]);
    at(
      ['action'],
      `no action is called "${action}"`,
      near ? `did you mean "${near}"?` : 'see `salesagent actions list`',
    );
  } else if (entry.playbook !== section.id) {
    at(['action'], `the section of ${action} is ${entry.playbook}`, `move the file to ${entry.playbook}.md`);
  }
  if (!passageOf(section, 'Why')) at([], 'has no passage "Why"', 'add "## Why": what decision this changes');
  if (!passageOf(section, 'Worked example')) {
    at([], 'has no worked example', 'add "## Worked example" with the numbers of one real case');
  }
  return problems;
}
