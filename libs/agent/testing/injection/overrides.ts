import { mkdirSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPlaybook, type PlaybookProblem } from '@salesagent/playbook';
import { parse } from 'yaml';
import { PLAYBOOKS } from '../playbooks';

/** An override that a company's folder may not hold, or whose words may not do anything. */
export interface Override {
  id: string;
  /** From the company's folder on. */
  file: string;
  text: string;
}

interface Written {
  refused: Override[];
  words: { id: string; file: string; heading: string; words: string }[];
}

/** Overrides that the check has to refuse, and those that are words alone. */
export function overrides(): { refused: Override[]; words: Override[] } {
  const { refused, words } = parse(readFileSync(join(__dirname, 'overrides.yaml'), 'utf8')) as Written;
  const passage = (heading: string, text: string): string =>
    `---\nrules: {}\n---\n\n## ${heading}\n\n${text.replaceAll('\\n', '\n')}\n`;
  return {
    refused,
    words: words.map(({ id, file, heading, words: text }) => ({ id, file, text: passage(heading, text) })),
  };
}

/** The firm's playbook with a company's folder that holds only the override; ends with the folder removed. */
export async function withOverride<T>({ file, text }: Override, run: (dir: string) => Promise<T> | T): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'override-'));
  try {
    cpSync(join(PLAYBOOKS, 'base'), join(dir, 'base'), { recursive: true });
    const path = join(dir, 'companies', 'acme', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return await run(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** What `playbook check` says of a company's folder. */
export const problemsWith = (dir: string): readonly PlaybookProblem[] =>
  checkPlaybook(dir, { company: 'acme' }).problems;
