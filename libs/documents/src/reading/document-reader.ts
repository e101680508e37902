import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname, join } from 'node:path';
import type { ReadDocument } from './model';
import { ReadingBrokeOff } from './reading-broke-off';
import { MEMORY_SPENT, type ReadingAnswer, type ReadingOrder } from './reading-order';
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
 * with `close`, and where a document takes more than its bounds; the next one begins another. Others may end it too.
 */
export class DocumentReader {
  private process: ChildProcess | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly bounds: ReadingBounds = BOUNDS,
    private readonly program = join(__dirname, `reading-process${extname(__filename)}`),
  ) {}

  /**
   * As `readDocument`.
   *
   * @throws UnreadableDocument, also for one that takes more memory than it may
   * @throws ReadingBrokeOff where its time is up, which is soon on a busy machine, or something else ended the process
   */
  read(file: string, bytes: Uint8Array): Promise<ReadDocument> {
    const read = this.last.then(() => this.readNow(file, bytes));
    this.last = read.catch(() => undefined);
    return read;
  }

  /** Ends the process at once; what it reads just now breaks off. */
  stop(): void {
    this.process?.kill('SIGKILL');
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
    const child = this.running();
    // Whoever has nothing else to do may end, but not while it waits.
    const held = [child, child.channel, memorySpent(child)];
    const { file } = order;
    return new Promise<ReadingAnswer>((resolve, reject) => {
      let spent = false;
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        child.off('message', answered).off('close', ended).off('error', failed);
        memorySpent(child)?.off('data', told);
        for (const one of held) one?.unref();
        done();
      };
      const breakOff = (problem: string): void =>
        settle(() => {
          if (this.process === child) this.process = null;
          child.kill('SIGKILL');
          reject(new ReadingBrokeOff(file, problem));
        });
      const told = (): void => void (spent = true);
      const answered = (answer: ReadingAnswer): void => settle(() => resolve(answer));
      const failed = (error: Error): void => breakOff(`could not be read by a process of its own (${error.message})`);
      // Not `exit`: what it said before is heard first.
      const ended = (code: number | null, signal: string | null): void => {
        if (this.process === child) this.process = null;
        settle(() => reject(this.unread(file, spent, code, signal)));
      };
      const timer = setTimeout(() => breakOff(`was not read within ${this.bounds.time / 1_000} s`), this.bounds.time);
      for (const one of held) one?.ref();
      memorySpent(child)?.on('data', told);
      child.on('message', answered).on('close', ended).on('error', failed);
      child.send(order);
    });
  }

  /** The process of before, unless somebody ended it meanwhile. */
  private running(): ChildProcess {
    if (this.process?.connected && this.process.exitCode === null && this.process.signalCode === null) {
      return this.process;
    }
    return (this.process = this.start());
  }

  private start(): ChildProcess {
    // Not the parent's options: a debugger's port, for one, can be taken once.
    const stdio = ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'] as const;
    const args = [String(this.bounds.memory)];
    const child = fork(this.program, args, { execArgv: [], serialization: 'advanced', stdio: [...stdio] });
    return child.on('error', () => undefined); // whoever asks hears of the first, and one may follow another
  }

  private unread(file: string, spent: boolean, code: number | null, signal: string | null): Error {
    if (spent) return tooLarge(file, 'takes, while it is read,', this.bounds.memory);
    if (signal !== null) return new ReadingBrokeOff(file, `was being read when ${signal} ended the process that did`);
    const remedy = 'Try again; where it happens again, open the file, save it anew and give that copy.';
    return new UnreadableDocument(file, 'damaged', `ended the process that read it (exit code ${code})`, remedy);
  }
}

const memorySpent = (child: ChildProcess): Socket | undefined => child.stdio?.[MEMORY_SPENT] as Socket | undefined; // undefined where no process could be begun
