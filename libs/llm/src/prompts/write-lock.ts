import { PromptError } from './prompt-file';
import { writeLock } from './lock';
import { readPrompts } from './prompts';

/** `node dist/libs/llm/src/prompts/write-lock.js FOLDER`: writes down the versions of the prompts there. */
function main([folder]: string[]): void {
  if (!folder) throw new Error('Name the folder of the prompts.');
  const files = readPrompts(folder);
  writeLock(folder, files);
  console.log(files.map(({ id, version }) => `${id}@${version}`).join('\n'));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PromptError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
