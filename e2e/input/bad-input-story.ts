import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { salesagent, type RunningStack } from '../harness';
import { folderOf } from './export-files';

const FILE = 'sales_pipeline.csv';
const HEAD = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value';
const KNOWN = 'Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514';
const deals = (row: string) => ({ [FILE]: [HEAD, KNOWN, row, ''].join('\n') });
const GOOD = deals('BAD00001,Moses Frase,GTX Basic,Cancity,Engaging,2017-12-01,,');
const mapping = (...lines: string[]) => ({ ...GOOD, 'mapping.yaml': lines.join('\n') });

interface Case {
  what: string;
  files: Record<string, string | Buffer>;
  /** Exit code of the command line. */
  ends?: number;
  /** The file, the row where there is one, what is wrong, and what to do. */
  says: RegExp[];
}

const AT_ROW_3 = /sales_pipeline\.csv, row 3/;
const REFUSED: Case[] = [
  {
    what: 'a broken row',
    files: deals('BAD00001,Moses Frase,GTX Basic,Cancity,Engaging,2017-12-01'),
    says: [AT_ROW_3, /6 cells where the header has 8/, /mend the row/],
  },
  {
    what: 'a quote that never closes',
    files: deals('BAD00001,"Moses Frase,GTX Basic,Cancity,Engaging,2017-12-01,,'),
    says: [AT_ROW_3, /quote/i, /check the quotes/],
  },
  {
    what: 'an unknown stage',
    files: deals('BAD00001,Moses Frase,GTX Basic,Cancity,Negotiating,2017-12-01,,'),
    says: [AT_ROW_3, /stage "Negotiating" is not known/, /`stages: { "Negotiating": "4\.1" }` in the mapping file/],
  },
  {
    what: 'one id on two different deals',
    files: deals(KNOWN.replace('4514', '9')),
    says: [AT_ROW_3, /opportunity "Z063OYW0" stands already in row 2/, /keep the right one/],
  },
  {
    what: 'a day that does not exist',
    files: deals('BAD00001,Moses Frase,GTX Basic,Cancity,Engaging,2017-02-30,,'),
    says: [AT_ROW_3, /"engage_date": "2017-02-30" is no date/, /repair it under `values:/],
  },
  {
    what: 'an amount in words',
    files: deals('BAD00001,Moses Frase,GTX Basic,Cancity,Won,2017-12-01,2017-12-20,much'),
    says: [AT_ROW_3, /"close_value": "much" is no amount/, /mend it/],
  },
  {
    what: 'another encoding than UTF-8',
    files: {
      [FILE]: Buffer.from(deals('BAD00001,Moses Frase,GTX Basic,Café,Engaging,2017-12-01,,')[FILE] ?? '', 'latin1'),
    },
    says: [AT_ROW_3, /not valid UTF-8/, /`encoding: windows-1252` in the mapping file/],
  },
  { what: 'an empty file', files: { [FILE]: '' }, says: [/sales_pipeline\.csv: the file is empty/, /export it again/] },
  {
    what: 'a mapping of a column that is not there',
    files: mapping('files:', '  sales_pipeline.csv:', '    columns: { no_such_column: amount }'),
    says: [/sales_pipeline\.csv: the mapping names column "no_such_column"/, /one of: opportunity_id, sales_agent/],
  },
  {
    what: 'a mapping to a field that is none',
    files: mapping('files:', '  sales_pipeline.csv:', '    columns: { close_value: no_such_field }'),
    says: [/an opportunity has no field "no_such_field"/, /one of: id, name/],
  },
  {
    what: 'a mapping of a file that is missing',
    files: mapping('files:', '  deals.csv: ignore'),
    says: [/deals\.csv: the mapping file names it, but it is not in the folder/, /add it, or take it out/],
  },
  {
    what: 'a mapping that is no YAML',
    files: mapping('currency: USD', 'files: ['),
    says: [/mapping file, row [23]/, /mend the YAML of that line/],
  },
  {
    what: 'a folder without tables',
    files: { 'readme.txt': 'hello' },
    ends: 2,
    says: [/holds no \.csv or \.tsv file/, /Export each table/],
  },
];

const WRONGLY_CALLED: [what: string, parameters: string[], says: RegExp[]][] = [
  ['a folder that is not there', ['import', 'no-such-folder'], [/no folder no-such-folder/, /Give the folder/]],
  ['no folder at all', ['import'], [/missing required argument 'dir'/]],
  ['a mapping file that is not there', ['import', 'docs', '--mapping', 'no.yaml'], [/docs|no\.yaml/]],
  ['an option it does not know', ['import', 'docs', '--maping', 'x'], [/unknown option '--maping'/, /--mapping\?/]],
  ['a command it does not know', ['frobnicate'], [/unknown command 'frobnicate'/, /--help/]],
  ['a day that does not exist', ['kpi', '--as-of', '2017-02-30'], [/2017-02-30/, /YYYY-MM-DD/]],
  ['a grouping it does not have', ['kpi', '--by', 'colour'], [/region, rep, product, segment, quarter/]],
];

/** Everything that can be wrong with what somebody gives us: they are told where and what to do, and nothing is half done. */
export function badInputStory(product: () => RunningStack): void {
  describe('bad input', () => {
    const state = () =>
      product()
        .api<{ records: Record<string, number> }>('/api/status')
        .then(({ records }) => records);
    let before: Record<string, number>;
    beforeAll(async () => {
      before = await state();
    });

    it.each(REFUSED)('$what is refused where it stands, with the remedy', async ({ files, ends = 1, says }) => {
      const folder = folderOf(files);
      const told = 'mapping.yaml' in files ? ['--mapping', join(folder, 'mapping.yaml')] : [];
      try {
        const { status, err } = await salesagent(product().home, 'import', folder, ...told);
        for (const words of says) expect(err).toMatch(words);
        expect(status).toBe(ends);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('leaves nothing behind, not even of the rows that were right', async () => {
      expect(await state()).toEqual(before);
      await expect(product().api('/api/deals/BAD00001')).rejects.toThrow(/404/);
      const folder = folderOf(deals('BAD00001,Moses Frase,GTX Basic,Cancity,Negotiating,2017-12-01,,'));
      const { status, err } = await salesagent(product().home, 'import', folder, '--json');
      rmSync(folder, { recursive: true });
      expect(status).toBe(1);
      const lines = err.trim().split('\n');
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ error: { code: 'import-failed', exitCode: 1 } });
    });

    it.each(WRONGLY_CALLED)('%s ends as a wrong call', async (_what, parameters, says) => {
      const { status, err } = await salesagent(product().home, ...parameters);
      for (const words of says) expect(err).toMatch(words);
      expect(status).toBe(2);
    });

    it('a deal that nobody has is not found', async () => {
      const { status, err } = await salesagent(product().home, 'deals', 'show', 'NOPE');
      expect(err).toMatch(/no deal "NOPE"/);
      expect(status).toBe(5);
    });

    it('a home without a stack says how to start one', async () => {
      const empty = folderOf({});
      const { status, err } = await salesagent(empty, 'status');
      rmSync(empty, { recursive: true });
      expect(err).toMatch(/npm start/);
      expect(status).toBe(3);
    });
  });
}
