import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EmbeddingError, type Embedder } from '../embedding/embedder';
import { missingModelFiles, modelFolder } from './model-files';
import { WordPiece } from './wordpiece';

/** As the model was published: what is longer than this says the rest to nobody. */
const TOKENS_AT_MOST = 256;

type Reply = { id: number; vector: Float32Array } | { id: number; error: string };
interface Waiting {
  resolve(vector: Float32Array): void;
  reject(error: Error): void;
}

/** all-MiniLM-L6-v2 on this machine, without a network: English, 384 dimensions, questions and passages alike. */
export class LocalMiniLm implements Embedder {
  readonly model = 'all-MiniLM-L6-v2-int8';
  readonly dimensions = 384;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  /** Begun with the first text: loading the model takes two seconds. */
  private worker: Worker | null = null;

  private constructor(
    private readonly folder: string,
    private readonly words: WordPiece,
  ) {}

  /** The model where its files are; null where they are not, which `fetchModel` changes. */
  static find(folder = modelFolder()): LocalMiniLm | null {
    if (missingModelFiles(folder).length > 0) return null;
    return new LocalMiniLm(folder, new WordPiece(readFileSync(join(folder, 'vocab.txt'), 'utf8')));
  }

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.all(texts.map((text) => this.compute(this.words.encode(text, TOKENS_AT_MOST))));
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private compute(tokens: number[]): Promise<Float32Array> {
    const worker = (this.worker ??= this.start());
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, tokens });
    });
  }

  private start(): Worker {
    const program = join(__dirname, `minilm-worker${extname(__filename)}`);
    const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
    const worker = new Worker(program, { workerData: { folder: this.folder }, execArgv: quiet });
    worker.on('message', (reply: Reply) => {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (this.waiting.size === 0) worker.unref(); // a process may end while nothing is asked of it
      if ('error' in reply) waiting?.reject(new EmbeddingError(`MiniLM cannot be computed: ${reply.error}`));
      else waiting?.resolve(reply.vector);
    });
    const ended = (reason: string): void => {
      if (this.worker === worker) this.worker = null; // the next text begins another
      for (const { reject } of this.waiting.values()) reject(new EmbeddingError(`MiniLM ended: ${reason}`));
      this.waiting.clear();
    };
    worker.on('error', (error: Error) => ended(error.message));
    worker.on('exit', () => ended('it was closed'));
    return worker;
  }
}
