import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Computes MiniLM in a thread of its own, since WebAssembly holds whichever thread it runs in. The file imports nothing
 * of ours: Node runs it as it is written, also where tests have not compiled it.
 */

/** What is used of ONNX Runtime. */
interface Runtime {
  env: { wasm: { numThreads: number; wasmPaths: { mjs: string; wasm: string } }; logLevel: string };
  Tensor: new (type: 'int64', values: BigInt64Array, shape: number[]) => unknown;
  InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
}
interface Session {
  inputNames: readonly string[];
  outputNames: readonly string[];
  run(inputs: Record<string, unknown>): Promise<Record<string, { data: Float32Array; dims: readonly number[] }>>;
}

interface Work {
  id: number;
  tokens: number[];
}

const { folder } = workerData as { folder: string };

async function open(): Promise<{ runtime: Runtime; session: Session }> {
  const runtime = createRequire(join(folder, 'index.js'))('./ort.wasm.min.js') as Runtime;
  const at = (name: string): string => pathToFileURL(join(folder, name)).href;
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = { mjs: at('ort-wasm-simd-threaded.mjs'), wasm: at('ort-wasm-simd-threaded.wasm') };
  runtime.env.logLevel = 'error';
  const model = new Uint8Array(readFileSync(join(folder, 'model.onnx')));
  const session = await runtime.InferenceSession.create(model, { executionProviders: ['wasm'] });
  return { runtime, session };
}

/**
 * The mean of the vectors of a text's tokens, made 1 long. One text at a time: the weights are rounded by what else is
 * computed with them, and the same text is to have the same vector in any company.
 */
async function embed({ runtime, session }: Awaited<ReturnType<typeof open>>, tokens: number[]): Promise<Float32Array> {
  const filled = (of: (at: number) => number): unknown =>
    new runtime.Tensor(
      'int64',
      BigInt64Array.from(tokens, (_, at) => BigInt(of(at))),
      [1, tokens.length],
    );
  const inputs: Record<string, unknown> = {
    input_ids: filled((at) => tokens[at]!),
    attention_mask: filled(() => 1),
    token_type_ids: filled(() => 0),
  };
  const taken = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]]));
  const { data, dims } = (await session.run(taken))[session.outputNames[0]!]!;
  const width = dims.at(-1)!;
  const vector = new Float32Array(width);
  data.forEach((value, i) => (vector[i % width]! += value));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const opened = open();
opened.catch(() => undefined); // told with each piece of work
parentPort?.on('message', ({ id, tokens }: Work) => {
  opened
    .then((model) => embed(model, tokens))
    .then(
      (vector) => parentPort?.postMessage({ id, vector }),
      (error: Error) => parentPort?.postMessage({ id, error: error.message }),
    );
});
