import { median, perSecond, printTable } from '../table';
import { withDatabase } from '../server';
import { anEvent, bareInsert, emmett, eventStore, type Contender } from './contenders';

/**
 * What the event store costs: events a second beside a bare batched INSERT into the same table and beside Emmett, in
 * turn on the same server, with 1 and 100 events a batch and 1 and 8 writers. Each batch is a new stream.
 */
const SETTINGS = [
  { size: 1, writers: 1, batches: 300 },
  { size: 1, writers: 8, batches: 1_000 },
  { size: 100, writers: 1, batches: 40 },
  { size: 100, writers: 8, batches: 80 },
];
const ROUNDS = 5;

async function measure(contender: Contender, { size, writers, batches }: (typeof SETTINGS)[number], round: number) {
  const work = Array.from({ length: batches }, () => Array.from({ length: size }, anEvent));
  let next = 0;
  const began = performance.now();
  const write = async (): Promise<void> => {
    for (let n = next++; n < batches; n = next++) {
      await contender.append(`s/${size}/${writers}/${round}/${n}`, work[n] ?? []);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return perSecond(batches * size, performance.now() - began);
}

async function main(): Promise<void> {
  await withDatabase(async (connectionString) => {
    const contenders = [
      await eventStore(connectionString),
      await bareInsert(connectionString),
      await emmett(connectionString),
    ];
    const rows: string[][] = [];
    for (const setting of SETTINGS) {
      const rates = contenders.map(() => [] as number[]);
      for (let round = -1; round < ROUNDS; round++) {
        for (const [at, contender] of contenders.entries()) {
          const rate = await measure(contender, setting, round);
          if (round >= 0) rates[at]?.push(rate); // the first round warms up
        }
      }
      const [ours = 0, bare = 0, peer = 0] = rates.map(median);
      // Pair by pair, for a machine drifts: each of our rounds against the one beside it.
      const share = median((rates[0] ?? []).map((rate, round) => rate / (rates[1]?.[round] ?? 1)));
      rows.push([
        `${setting.size} a batch, ${setting.writers} writer${setting.writers > 1 ? 's' : ''}`,
        ...[ours, bare, peer].map((rate) => rate.toLocaleString('en-US')),
        `${Math.round(share * 100)} %`,
        share >= 0.75 ? 'yes' : 'no',
      ]);
    }
    printTable(
      `Append, events a second (median of ${ROUNDS} rounds)`,
      ['setting', 'event store', 'bare INSERT', 'Emmett', 'of bare', '≥ 75 %'],
      rows,
    );
    await Promise.all(contenders.map((contender) => contender.close()));
  });
}

void main();
