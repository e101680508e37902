import { pdf, pptx, word } from '@salesagent/documents/testing';
import { HeadingLevel, LastRenderedPageBreak, Paragraph, TextRun } from 'docx';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../output/io';
import { run } from '../program';

const PLAYBOOKS = resolve(__dirname, '../../../../playbooks');
const PRICING = '5-close/pricing-optimization';
const DAY = Date.parse('2026-03-02T09:00:00Z');

const DISCOUNTS =
  'A discount is bought by the customer with something. The manager approves a total discount of up to 15 % on the list price. Beyond 30 % nobody may.';
const CLAUSES =
  'Unlimited liability is unacceptable. The liability clause has a cap, and legal reviews every change of a contract clause.';
const PARKING = 'Parking spaces are given out by the reception.';

const chapter = (text: string, first = false) =>
  new Paragraph({
    heading: HeadingLevel.HEADING_1,
    children: [new TextRun({ children: [...(first ? [] : [new LastRenderedPageBreak()]), text] })],
  });
const topic = (heading: string, text: string) => [
  new Paragraph({ text: heading, heading: HeadingLevel.HEADING_2 }),
  new Paragraph(text),
];
const handbook = (discounts = DISCOUNTS, ...more: Paragraph[]) =>
  word([
    chapter('Pricing', true),
    ...topic('Discounts', discounts),
    chapter('Legal'),
    ...topic('Liability clause in contracts', CLAUSES),
    chapter('Office'),
    ...topic('Parking', PARKING),
    ...more,
  ]);

// Each import is matched against the whole base playbook.
jest.setTimeout(60_000);

describe('salesagent playbook import', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'import-'));
    cpSync(join(PLAYBOOKS, 'base'), join(cwd, 'playbooks/base'), { recursive: true });
    mkdirSync(join(cwd, 'playbooks/companies/acme'), { recursive: true });
    writeFileSync(join(cwd, 'handbook.docx'), await handbook());
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const path = (section: string) => join(cwd, 'playbooks/companies/acme', `${section}.md`);
  const file = (section: string) => readFileSync(path(section), 'utf8');

  async function salesagent(...args: string[]) {
    let out = '';
    let err = '';
    const io: Io = {
      ...{ environment: {}, cwd, now: () => DAY, sleep: () => Promise.resolve() },
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: () => undefined,
    };
    return { code: await run(io, ['playbook', ...args]), out, err };
  }
  const importing = (...args: string[]) => salesagent('import', 'handbook.docx', '--company', 'acme', ...args);
  const accepting = (section: string) =>
    salesagent('import', '--accept', section, '--company', 'acme', '--by', 'Jane Doe');
  const json = async (...args: string[]) => JSON.parse((await salesagent(...args, '--json')).out);

  it('writes drafts word for word, where they belong, each with its page', async () => {
    const { code, out } = await importing();
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('3 drafts, not in force until somebody signs'),
    });
    expect(out).toContain(
      `${PRICING}  draft written  (page 1)\n  - Discounts  page 1: about ${PRICING}, confidence 0.`,
    );
    expect(out).toMatch(/since “.*” finds 5-close\/pricing-optimization#/);
    expect(file(PRICING)).toMatch(
      /^---\nstatus: draft\nsource:\n {2}file: handbook\.docx\n {2}sha256: [0-9a-f]{64}\n {2}body: [0-9a-f]{16}\n {2}passages:\n {4}discounts:\n {6}page: 1\n {6}sha256: [0-9a-f]{16}\n---\n/,
    );
    expect(file(PRICING)).toContain(`\n## Discounts\n\n${DISCOUNTS}\n`);
    expect(file('unsorted/office')).toContain(`# Office\n\n## Parking\n\n${PARKING}\n`);
  });

  it('takes a PDF and a presentation as well, with pages and slides', async () => {
    const heading = (page: Parameters<Parameters<typeof pdf>[0]>[0], text: string) =>
      page.fontSize(18).text(text).fontSize(11);
    const written = await pdf((page) => {
      heading(page, 'Discounts').text(DISCOUNTS);
      heading(page.addPage(), 'Parking').text(PARKING);
    });
    writeFileSync(join(cwd, 'handbook.pdf'), written);
    writeFileSync(
      join(cwd, 'deck.pptx'),
      await pptx(
        (slide) => slide.addText('Sales kick-off', { placeholder: 'title' }),
        (slide) => {
          slide.addText('Clauses', { placeholder: 'title' });
          slide.addText(CLAUSES, { placeholder: 'body' });
          slide.addNotes('Legal asked for this slide.');
        },
      ),
    );
    const imported = async (name: string) => (await json('import', name, '--company', 'acme')).sections;
    expect(await imported('handbook.pdf')).toMatchObject([
      { id: PRICING, state: 'new', pages: [1], passages: [{ id: `${PRICING}#discounts`, page: 1 }] },
      { id: 'unsorted/parking', pages: [2] },
    ]);
    const { out } = await salesagent('import', 'deck.pptx', '--company', 'acme');
    expect(out).toContain('5-close/contract-clause-review  draft written  (slide 2)');
    expect(file('5-close/contract-clause-review')).toContain(
      `## Clauses\n\n${CLAUSES}\n\n> Legal asked for this slide.\n`,
    );
  });

  it('shows where the document has another number, and takes none over', async () => {
    const { out } = await importing();
    expect(out).toContain('you write 15 %, the base says 20 % (rules.discountAuthority.1.upTo, base/5-close/pricing');
    expect(out).not.toContain('you write 30 %');
    expect(file(PRICING)).not.toContain('rules:');
  });

  it('puts nothing in force: no search and no check reads a draft as the playbook', async () => {
    const before = await json('check', '--company', 'acme');
    await importing();
    const after = await json('check', '--company', 'acme');
    expect(after).toMatchObject({ ok: true, version: before.version, sections: before.sections });
    expect(after.drafts.map((draft: { id: string }) => draft.id)).toContain(PRICING);
    expect((await salesagent('check', '--company', 'acme')).out).toContain(
      `draft, not in force: companies/acme/${PRICING}.md (from handbook.docx)`,
    );
    const found = async (...where: string[]) =>
      [await json('search', 'Who gives out parking spaces at the reception?', ...where)].flatMap((answer) =>
        [...answer.passages, ...answer.nearest].map((passage: { text: string }) => passage.text),
      );
    expect(await found('--company', 'acme')).not.toContain(PARKING);
    expect(await found('--dir', 'playbooks/companies/acme')).not.toContain(PARKING);
  });

  it('is a section once somebody has signed, with who and when', async () => {
    await importing();
    const { code, out } = await accepting(PRICING);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(
        `${PRICING} is signed off by Jane Doe on 2026-03-02  [companies/acme/${PRICING}.md]\n  ${PRICING}#discounts\n`,
      ),
    });
    expect(file(PRICING)).toContain('signedOff: { by: Jane Doe, on: 2026-03-02 }\n');
    expect(file(PRICING)).not.toContain('status:');
    const check = await json('check', '--company', 'acme');
    expect(check.drafts.map((draft: { id: string }) => draft.id)).not.toContain(PRICING);
    expect(check.ok).toBe(true);
    expect(await accepting(PRICING)).toMatchObject({ code: 6, err: expect.stringContaining('is no draft any more') });
  });

  it('is not in force when the status is taken out by hand and nobody signs', async () => {
    await importing();
    writeFileSync(path(PRICING), file(PRICING).replace('status: draft\n', ''));
    const { code, out } = await salesagent('check', '--company', 'acme');
    expect(code).toBe(1);
    expect(out).toContain('was imported from handbook.docx and nobody has signed it off: it is not in force');
    writeFileSync(
      path(PRICING),
      file(PRICING).replace('source:', 'signedOff: { by: Jane Doe, on: 2026-03-02 }\nsource:'),
    );
    expect((await salesagent('check', '--company', 'acme')).code).toBe(0);
  });

  it('of a newer edition shows what is otherwise, and writes over nothing that was edited or signed', async () => {
    await importing();
    await accepting(PRICING);
    const signed = file(PRICING);
    writeFileSync(path('unsorted/office'), file('unsorted/office').replace('the reception', 'reception, on Mondays'));
    const edited = file('unsorted/office');
    const more = topic('Coffee', 'Coffee is free.');
    writeFileSync(join(cwd, 'handbook.docx'), await handbook(DISCOUNTS.replace('15 %', '12 %'), ...more));
    const { sections } = await json('import', 'handbook.docx', '--company', 'acme');
    const states = sections.map(
      (section: { id: string; state: string; differences: { slug: string; change: string }[] }) => [
        ...[section.id, section.state, section.differences.map(({ slug, change }) => `${change} ${slug}`)],
      ],
    );
    expect(states).toEqual(
      [
        [PRICING, 'kept', ['changed discounts']],
        ['5-close/contract-clause-review', 'unchanged', []],
        ['unsorted/office', 'kept', ['added coffee']],
      ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
    );
    expect(file(PRICING)).toBe(signed);
    expect(file('unsorted/office')).toBe(edited);
    const { out } = await importing();
    expect(out).toContain(
      `  changed: #discounts  page 1\n      - ${DISCOUNTS}\n      + ${DISCOUNTS.replace('15 %', '12 %')}`,
    );
  });

  it('writes a draft nobody has touched again, and leaves one whose words are gone', async () => {
    await importing();
    writeFileSync(
      join(cwd, 'handbook.docx'),
      await word([chapter('Pricing', true), ...topic('Discounts', 'Discounts: none.')]),
    );
    const { out } = await importing();
    expect(out).toContain(`${PRICING}  draft written again`);
    expect(file(PRICING)).toContain('Discounts: none.');
    expect(out).toContain('unsorted/office  no longer in the document: left as it is');
    expect(existsSync(path('unsorted/office'))).toBe(true);
  });

  it('writes beside a file of the company and never over it', async () => {
    const own = '---\nrules:\n  validDays: 20\n---\n\n## Ours\n\nOur own words.\n';
    mkdirSync(dirname(path(PRICING)), { recursive: true });
    writeFileSync(path(PRICING), own);
    const { out } = await importing();
    expect(file(PRICING)).toBe(own);
    expect(out).toContain(`5-close/pricing  draft written`);
    expect(out).toContain(`is about ${PRICING}, where another file of the company stands`);
  });

  it('writes to a folder of its own to look at', async () => {
    const { code, out } = await salesagent('import', 'handbook.docx', '--output', 'look');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('look at them first') });
    expect(existsSync(join(cwd, 'look', `${PRICING}.md`))).toBe(true);
    expect(existsSync(path(PRICING))).toBe(false);
  });

  it.each([
    [['import'], 2, 'No file was given.'],
    [['import', 'none.docx', '--company', 'acme'], 2, 'There is no file none.docx.'],
    [['import', 'playbooks', '--company', 'acme'], 2, 'playbooks is a folder.'],
    [['import', 'handbook.docx'], 2, 'It is not said whose playbook it is.'],
    [['import', 'handbook.docx', '--company', 'acne'], 2, 'There is no company acne in the playbooks folder.'],
    [['import', 'handbook.docx', '--company', '../acme'], 2, 'There is no company ../acme'],
    [['import', 'handbook.docx', '--company', 'acme', '--dir', 'look'], 2, 'There is no playbook in look'],
    [['import', 'handbook.docx', '--company', 'acme', '--by', 'Jane'], 2, '--by says who signs.'],
    [['import', '--accept', PRICING, '--company', 'acme'], 2, 'It is not said who signs.'],
    [['import', '--accept', PRICING, '--by', 'Jane'], 2, 'It is not said whose draft it is.'],
    [['import', 'handbook.docx', '--accept', PRICING], 2, 'Give a file to import or --accept, not both.'],
    [
      ['import', '--accept', '5-close/pricing', '--company', 'acme', '--by', 'Jane'],
      5,
      'acme has no draft 5-close/pricing.',
    ],
    [
      ['import', 'old.doc', '--company', 'acme'],
      1,
      'old.doc is in the format of Office before 2007.\nSave it as .docx',
    ],
  ])('refuses %j with the remedy', async (args, code, message) => {
    writeFileSync(join(cwd, 'old.doc'), Buffer.from('d0cf11e0a1b11ae100', 'hex'));
    const result = await salesagent(...args);
    expect({ code: result.code, err: result.err }).toEqual({ code, err: expect.stringContaining(message) });
    expect(result.err.trim().split('\n').length).toBeGreaterThan(1);
  });
});
