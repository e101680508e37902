import { fork, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { ReadDocument } from './model';
import type { ReadingAnswer, ReadingOrder } from './reading-order';
import { tooLarge, UnreadableDocument } from './unreadable';

/** What a document may take while it is read: far above every playbook and product sheet. */
export interface ReadingBounds {
  /** Milliseconds of real time. */
  time: number;
  /** Bytes of the process that reads, of which some hundred million are its own. */
  memory: number;
}
const BOUNDS: ReadingBounds = { time: 60_000, memory: 1024 * 1024 * 1024 };

/**
 * Reads documents in a process of its own, one after another, for a service that must go on answering: a file of many
 * pages holds the thread that reads it for seconds, and what a file unpacks to is not known before. The process ends
 * with `close`, and where a document takes more than its bounds; the next one begins another.
 */
export class DocumentReader {
  private process: ChildProcess | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly bounds: ReadingBounds = BOUNDS,
    private readonly program = join(__dirname, `reading-process${extname(__filename)}`),
  ) {}

  /** As `readDocument`. @throws UnreadableDocument, also for one that takes more than the bounds */
  read(file: string, bytes: Uint8Array): Promise<ReadDocument> {
    const read = this.last.then(() => this.readNow(file, bytes));
    this.last = read.catch(() => undefined);
    return read;
  }

  async close(): Promise<void> {
    await this.last;
    this.process?.disconnect();
    this.process = null;
  }

  private async readNow(file: string, bytes: Uint8Array): Promise<ReadDocument> {
    const answer = await this.ask({ file, bytes });
    if ('document' in answer) return answer.document;
    if ('error' in answer) throw new Error(`${file} was not read: ${answer.error}`);
    const { reason, problem, remedy } = answer.unreadable;
    throw new UnreadableDocument(file, reason, problem, remedy);
  }

  private ask(order: ReadingOrder): Promise<ReadingAnswer> {
    const child = (this.process ??= this.start());
    const { file } = order;
    return new Promise<ReadingAnswer>((resolve, reject) => {
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        child.off('message', answered).off('exit', ended).off('error', failed);
        child.unref();
        child.channel?.unref(); // whoever has nothing else to do may end
        done();
      };
      const stop = (): void => {
        if (this.process === child) this.process = null;
        child.kill('SIGKILL');
      };
      const answered = (answer: ReadingAnswer): void => settle(() => resolve(answer));
      const failed = (error: Error): void => settle(() => (stop(), reject(error)));
      const ended = (code: number | null, signal: string | null): void => {
        if (this.process === child) this.process = null;
        settle(() => reject(this.unread(file, code, signal)));
      };
      const timer = setTimeout(() => settle(() => (stop(), reject(this.tooSlow(file)))), this.bounds.time);
      child.ref();
      child.channel?.ref();
      child.on('message', answered).on('exit', ended).on('error', failed);
      child.send(order);
    });
  }

  private start(): ChildProcess {
    // Not the parent's options: a debugger's port, for one, can be taken once.
    return fork(this.program, [String(this.bounds.memory)], { execArgv: [], serialization: 'advanced' });
  }

  /** It kills itself where its memory is spent, as a system does that has none left; V8 aborts where its heap is full. */
  private unread(file: string, code: number | null, signal: string | null): UnreadableDocument {
    if (signal === 'SIGKILL' || signal === 'SIGABRT') {
      return tooLarge(file, 'takes, while it is read,', this.bounds.memory);
    }
    const remedy = 'Try again; where it happens again, open the file, save it anew and give that copy.';
    const problem = `ended the process that read it (${signal ?? `exit code ${code}`})`;
    return new UnreadableDocument(file, 'damaged', problem, remedy);
  }

  private tooSlow(file: string): UnreadableDocument {
    const problem = `takes more than ${this.bounds.time / 1_000} s to read`;
    return new UnreadableDocument(file, 'too-large', problem, 'Split it and give the parts.');
  }
}
