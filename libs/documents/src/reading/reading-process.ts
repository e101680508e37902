import { Worker } from 'node:worker_threads';
import { readDocument } from './read-document';
import { MEMORY_SPENT, type ReadingAnswer, type ReadingOrder } from './reading-order';
import { UnreadableDocument } from './unreadable';

const limit = Number(process.argv[2]);

/**
 * Watches from a thread of its own, since the one that reads answers nobody meanwhile. What a page unpacks to is known
 * when it is there, so what stops it is what it takes of the machine. It says so first: others end processes too.
 */
new Worker(
  `setInterval(() => {
    if (process.memoryUsage.rss() <= ${limit}) return;
    try {
      require('node:fs').writeSync(${MEMORY_SPENT}, 'x');
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }, 20)`,
  { eval: true },
).unref();

process.on('disconnect', () => process.exit(0));
process.on('message', ({ file, bytes }: ReadingOrder) => {
  const answer = (of: ReadingAnswer) => process.send?.(of);
  readDocument(file, bytes).then(
    (document) => answer({ document }),
    (error: Error) => answer(error instanceof UnreadableDocument ? refusal(error) : { error: `${error.stack}` }),
  );
});

const refusal = ({ reason, problem, remedy }: UnreadableDocument): ReadingAnswer => ({
  unreadable: { reason, problem, remedy },
});
