import { rmSync } from 'node:fs';
import { sampleCompany } from '../../infra/sample/sample-company';
import { salesagent, until, type RunningStack } from '../harness';
import { changedCopy, folderOf } from './export-files';

interface Import {
  importId: string;
  state: string;
  counts: Record<string, number>;
  events: number;
}
interface History {
  history: { eventId: string; type: string; source: string; actionId: string | null }[];
}

/** Changes to rows of the export, and the fact each of them tells. */
const CHANGES: { row: [from: string, to: string]; record: string; event: string }[] = [
  {
    row: [
      'LC93MVYP,Kami Bicknell,GTX Basic,,Engaging,2017-12-01,,',
      'LC93MVYP,Kami Bicknell,GTX Basic,,Won,2017-12-01,2017-12-30,3000',
    ],
    record: 'deals/LC93MVYP',
    event: 'OpportunityWon',
  },
  {
    row: ['UP409DSB,Maureen Marcano,', 'UP409DSB,Darcel Schlecht,'],
    record: 'deals/UP409DSB',
    event: 'OpportunityOwnerChanged',
  },
  {
    row: ['Cancity,Won,2016-10-20,2017-03-01,1054', 'Cancity,Won,2016-10-20,2017-03-01,1100'],
    record: 'deals/1C1I7A6R',
    event: 'AmountRevised',
  },
];
const FIRST = '1C1I7A6R,Moses Frase,';
/** The export ends its lines as Windows does. */
const NEW_DEAL = 'NEWDEAL1,Darcel Schlecht,GTX Basic,Isdom,Prospecting,,,\r\n';

/** The same export a second time, the export of next month, and the export of somebody else. */
export function importAgainStory(product: () => RunningStack, exported: string): void {
  describe('a second import', () => {
    const load = async (folder: string) => {
      const ended = await salesagent(product().home, 'import', folder, '--json');
      return { ...ended, report: ended.out.trim() === '' ? null : (JSON.parse(ended.out) as Import) };
    };
    const facts = async (record: string) => {
      const { history } = await product().api<History>(`/api/${record}`);
      return history.filter(({ source, actionId }) => source === 'gateway' && actionId === null);
    };
    const records = () =>
      product()
        .api<{ records: Record<string, number> }>('/api/status')
        .then((s) => s.records);

    it('of the same files changes nothing', async () => {
      const before = await records();
      const { status, report, err } = await load(exported);
      expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
      expect(report).toMatchObject({ state: 'completed', counts: {}, events: 0 });
      expect(await records()).toEqual(before);
    });

    it('of changed rows gives exactly those changes as events', async () => {
      const folder = changedCopy(exported, {
        'sales_pipeline.csv': [...CHANGES.map(({ row }) => row), [FIRST, NEW_DEAL + FIRST]],
        'accounts.csv': [['1100.04,2822', '1100.04,2900']],
      });
      try {
        const before = new Map(
          await Promise.all(CHANGES.map(async ({ record }) => [record, await facts(record)] as const)),
        );
        const counted = await records();
        const { status, report } = await load(folder);
        expect(status).toBe(0);
        const told = CHANGES.length + 2; // the new deal and the account
        expect(report).toMatchObject({
          state: 'completed',
          counts: { account: 1, opportunity: told - 1 },
          events: told,
        });
        await until(
          'the new deal is there',
          records,
          (now) => now['opportunity'] === (counted['opportunity'] ?? 0) + 1,
        );
        for (const { record, event } of CHANGES) {
          const known = new Set(before.get(record)?.map(({ eventId }) => eventId));
          const news = (await facts(record)).filter(({ eventId }) => !known.has(eventId));
          expect({ record, news: news.map(({ type }) => type) }).toEqual({ record, news: [event] });
        }
        expect((await facts('deals/NEWDEAL1')).map(({ type }) => type)).toEqual(['OpportunityCreated']);
        expect((await load(folder)).report).toMatchObject({ counts: {}, events: 0 });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('of another company is refused, with what to do instead', async () => {
      const folder = folderOf(sampleCompany());
      try {
        const before = await records();
        const { status, report, err } = await load(folder);
        expect(status).toBe(1);
        expect(report?.state).toBe('failed');
        expect(err).toMatch(/another company’s export/);
        expect(err).toMatch(/SALESAGENT_HOME=<another folder> npm start -- --import/);
        expect(await records()).toEqual(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}
