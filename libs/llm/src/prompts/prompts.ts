import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RenderedPrompt } from '../port';
import { asData, Fence } from './fence';
import { checkLock, readLock } from './lock';
import { fill, PromptError, readPrompt, type PromptFile } from './prompt-file';

/** The prompts of a folder, each a Markdown file. */
export class Prompts {
  private readonly files: ReadonlyMap<string, PromptFile>;

  constructor(
    private readonly folder: string,
    files: readonly PromptFile[],
  ) {
    this.files = new Map(files.map((file) => [file.id, file]));
  }

  get ids(): string[] {
    return [...this.files.keys()];
  }

  /**
   * A prompt for one call. Every input stands in a block with a fence of this call's own.
   *
   * @param inputs text, or anything JSON knows; exactly the declared ones
   * @throws PromptError for a prompt or an input that is missing or unknown
   */
  render(id: string, inputs: Readonly<Record<string, unknown>>): RenderedPrompt {
    const prompt = this.files.get(id);
    if (!prompt) throw new PromptError(join(this.folder, `${id}.md`), 1, `there is no prompt "${id}" in the folder`);
    const unknown = Object.keys(inputs).find((name) => !prompt.inputs.has(name));
    if (unknown) throw new PromptError(prompt.file, 1, `was given "${unknown}", which it does not declare`);
    const data = new Map<string, string>();
    for (const [name, { description, line }] of prompt.inputs) {
      const value = inputs[name];
      if (value === undefined) throw new PromptError(prompt.file, line, `was not given "${name}" (${description})`);
      data.set(name, asData(value));
    }
    const fence = new Fence([...data.values()]);
    return {
      ...{ id: prompt.id, version: prompt.version },
      instructions: `${prompt.instructions}\n\n${fence.notice}`,
      input: fill(prompt.input, (name) => fence.block(name, data.get(name)!)),
    };
  }
}

/**
 * Reads every `*.md` of a folder and checks it against `prompts.lock.json` beside them.
 *
 * @throws PromptError, also when a text changed and its version did not
 */
export function loadPrompts(folder: string): Prompts {
  const files = readPrompts(folder);
  checkLock(folder, files, readLock(folder));
  return new Prompts(folder, files);
}

/** Every prompt of a folder as it is written, without a look at the lock. */
export function readPrompts(folder: string): PromptFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readPrompt(join(folder, name), readFileSync(join(folder, name), 'utf8')));
}
