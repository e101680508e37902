import { readDocument, READING_LIMITS } from '@salesagent/documents/reading';
import { pdf, pptx, word } from '@salesagent/documents/testing';
import { HeadingLevel, Paragraph } from 'docx';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { documentFolder, indexSource, MemoryStore, Retriever } from '../index';
import { cutMarkdown } from './markdown';

describe('a folder of documents', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
    write('guide.md', '# Guide\n\n## Hotline\n\nThe hotline answers from eight to six.\n');
    write(
      'site/hosting.html',
      '<title>Hosting</title>\n<h1>Hosting</h1>\n<h2>Place</h2><p>All data is kept in Frankfurt.',
    );
    write(
      'case.docx',
      await word([
        new Paragraph({ text: 'Miller', heading: HeadingLevel.HEADING_1 }),
        new Paragraph('Miller saves forty hours of planning a week.'),
      ]),
    );
    write(
      'sheet.pdf',
      await pdf((page) => {
        page.fontSize(20).text('Data sheet').fontSize(11).text('The scanner is made for warehouses of any kind.');
        page
          .addPage()
          .fontSize(20)
          .text('Weight')
          .fontSize(11)
          .text('The scanner weighs two kilograms with its battery.');
      }),
    );
    write(
      'deck.pptx',
      await pptx(
        (slide) => slide.addText('Company', { placeholder: 'title' }),
        (slide) => {
          slide.addText('Certificates', { placeholder: 'title' });
          slide.addText('ISO 27001 since 2019', { placeholder: 'body' });
        },
      ),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  const index = (store: MemoryStore) => indexSource(store, documentFolder('docs', folder));
  const indexedOf = (store: MemoryStore) => new Map(store.all().map((document) => [document.file, document]));

  it('tells what a document is to agents by its front matter, else by its folder', async () => {
    write('a.md', '---\nkind: case-study\nindustry: [Retail, food]\nreference: public\n---\n\n# A\n\nWords.\n');
    write('case-studies/b.md', '# B\n\nWords.\n');
    write('product-sheets/en/c.html', '<h1>C</h1><p>Words.');
    write('d.md', '---\nkind: leaflet\nreference: perhaps\n---\n\n# D\n\nWords.\n');
    const store = new MemoryStore();
    const { problems } = await index(store);
    const uses = new Map(store.all().map(({ file, use }) => [file, use]));
    expect(uses.get('a.md')).toEqual({ kind: 'case-study', industries: ['retail', 'food'], reference: 'public' });
    expect(uses.get('case-studies/b.md')).toEqual({ kind: 'case-study', industries: [], reference: 'none' });
    expect(uses.get('product-sheets/en/c.html')).toEqual({ kind: 'product-sheet', industries: [], reference: 'none' });
    expect(uses.get('guide.md')).toBeUndefined();
    expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['d.md', 2, 'kind: must be one of case-study, product-sheet, security-answer'],
      ['d.md', 3, 'reference: must be public or none'],
    ]);
  });

  it('is nothing to agents where it says that it is confidential, or says it so that nobody can read it', async () => {
    write('a.md', '---\nkind: case-study\nconfidential: true\n---\n\n# A\n\nWords.\n');
    write('confidential/case-studies/b.pdf', await pdf((page) => void page.text('Words of a contract.')));
    write('Confidential/c.md', '# C\n\nWords.\n');
    write('d.md', '---\nkind: case-study\nConfidential: yes, please\n---\n\n# D\n\nWords.\n');
    write('e.md', '---\nkind: [case-study\nconfidential: true\n---\n\n# E\n\nWords.\n');
    write('f.md', '---\nconfidential: true\n\n# F\n\nWords.\n');
    write('confidential/open.md', '---\nkind: case-study\nconfidential: false\n---\n\n# Open\n\nWords.\n');
    const store = new MemoryStore();
    const { problems } = await index(store);
    const documents = new Map(store.all().map(({ file, use, confidential }) => [file, { use, confidential }]));
    for (const file of ['a.md', 'confidential/case-studies/b.pdf', 'Confidential/c.md', 'd.md', 'e.md', 'f.md']) {
      expect([file, documents.get(file)]).toEqual([file, { confidential: true }]);
    }
    expect(documents.get('confidential/open.md')).toMatchObject({ use: { kind: 'case-study' } });
    expect(documents.get('guide.md')).toEqual({});
    expect(problems.map(({ file, message }) => [file, message])).toEqual([
      ['d.md', 'confidential: must be true or false'],
      ['e.md', expect.stringContaining('not valid YAML')],
      ['f.md', expect.stringContaining('does not begin or does not end with a line of ---')],
    ]);
    expect(problems[0]?.suggestion).toBe('correct the value; until then the document is confidential');
  });

  it.each([
    ['---\nconfidential:\n---\n\nWords.\n', 2, 'must be true or false'],
    ['---\nconfidential: ~\n---\n\nWords.\n', 2, 'must be true or false'],
    ['---\nConfidential: false\nconfidential: perhaps\n---\n\nWords.\n', 3, 'must be true or false'],
    ['---\n{ confidential }\n---\n\nWords.\n', 2, 'must be true or false'],
    ['---\nmeta:\n  confidential: true\n---\n\nWords.\n', 3, 'where it cannot be read'],
    ['---\nconfidential: false\nmeta: { Confidential: yes }\n---\n\nWords.\n', 3, 'where it cannot be read'],
    ['---\ntags: [contract, Confidential]\n---\n\nWords.\n', 2, 'where it cannot be read'],
    ['---\n- confidential: true\n---\n\nWords.\n', 2, 'where it cannot be read'],
    ['---\nconfidential:true\n---\n\nWords.\n', 2, 'where it cannot be read'],
    ['---\ntitle: >\n  One\n\n  confidential: true\n---\n\nWords.\n', 2, 'where it cannot be read'],
    ['---\nkind: {case-study, confidential: true\n---\n\nWords.\n', 2, 'not valid YAML'],
    ['---\n# of the contract\nconfidential: true\n\nWords.\n', 1, 'does not begin or does not end'],
    ['<!-- of the contract -->\n---\nconfidential: true\n---\n\nWords.\n', 1, 'does not begin or does not end'],
    ['<!-- confidential: true -->\n\nWords.\n', 1, 'does not begin or does not end'],
    ['confidential: true\n\nWords.\n', 1, 'does not begin or does not end'],
    ['# Contract\n**Confidential:** yes\n\nWords.\n', 1, 'does not begin or does not end'],
    ['+++\nconfidential = true\n+++\n\nWords.\n', 1, 'does not begin or does not end'],
  ])(
    'keeps back what says that it is confidential where nobody can read it, and names it: %j',
    async (text, line, why) => {
      write('case-studies/a.md', text);
      const store = new MemoryStore();
      const { problems } = await index(store);
      const { use, confidential } = indexedOf(store).get('case-studies/a.md')!;
      expect({ use, confidential }).toEqual({ confidential: true });
      const suggestion = expect.stringMatching(/until then the document is confidential|makes it public/);
      expect(problems).toEqual([
        { file: 'case-studies/a.md', line, message: expect.stringContaining(why), suggestion },
      ]);
    },
  );

  it.each([
    ['---\nConfidential: false\nconfidential: true\n---\n\nWords.\n', true],
    ['---\n"confidential ": true\n---\n\nWords.\n', true],
    ['---\nbase: &base true\nconfidential: *base\n---\n\nWords.\n', true],
    ['---\nconfidential: false\nCONFIDENTIAL: False\n---\n\nWords.\n', undefined],
    ['---\nconfidential: false\ntags: [confidential]\n---\n\nconfidential: true\n', undefined],
    ['---\nmeta:\n  confidential: false\n---\n\nWords.\n', undefined],
    ['---\n# confidential: true\ntitle: Confidential computing\n---\n\nWords.\n', undefined],
    ['We keep confidential: what you say.\n\nConfidential: a word.\n', undefined],
  ])('goes by every key of that name where all can be read: %j', async (text, expected) => {
    write('a.md', text);
    const store = new MemoryStore();
    expect((await index(store)).problems).toEqual([]);
    expect(indexedOf(store).get('a.md')!.confidential).toBe(expected);
  });

  it('takes folders above the one that is indexed for its own, and those that links lead to', async () => {
    const confidentialIn = async (root: string) => {
      const store = new MemoryStore();
      await indexSource(store, documentFolder('docs', root));
      return store.all().flatMap(({ file, confidential }) => (confidential ? [file] : []));
    };
    write('Confidential/below/a.md', '# A\n\nWords.\n');
    write('Confidential/b.html', '<h1>B</h1><p>Words.');
    write('Confidential/open.md', '---\nconfidential: false\n---\n\nWords.\n');
    write('links/.kept/confidential/c.md', '# C\n\nWords.\n');
    symlinkSync('.kept/confidential/c.md', join(folder, 'links/c.md'));
    symlinkSync('Confidential', join(folder, 'link'));
    expect(await confidentialIn(join(folder, 'Confidential'))).toEqual(['b.html', 'below/a.md']);
    expect(await confidentialIn(relative(process.cwd(), join(folder, 'Confidential')))).toHaveLength(2);
    expect(await confidentialIn(join(folder, 'Confidential/below'))).toEqual(['a.md']);
    expect(await confidentialIn(join(folder, 'link'))).toEqual(['b.html', 'below/a.md']);
    expect(await confidentialIn(join(folder, 'links'))).toEqual(['c.md']);
  });

  it('indexes anew what was public where the same files now lie in such a folder', async () => {
    write('docs/a.md', '# A\n\nWords.\n');
    const store = new MemoryStore();
    await indexSource(store, documentFolder('docs', join(folder, 'docs')));
    mkdirSync(join(folder, 'confidential'));
    renameSync(join(folder, 'docs'), join(folder, 'confidential/docs'));
    const moved = documentFolder('docs', join(folder, 'confidential/docs'));
    expect(await indexSource(store, moved)).toMatchObject({ changed: 1, unchanged: 0 });
    expect(indexedOf(store).get('a.md')).toMatchObject({ confidential: true });
  });

  it('answers with file, heading and page or line, whatever the format', async () => {
    const store = new MemoryStore();
    expect(await index(store)).toMatchObject({ added: 5, unreadable: 0, problems: [] });
    const best = async (question: string) => {
      const { passage } = (await new Retriever(store).search(question)).hits[0]!;
      return [passage.document.file, passage.heading, passage.page ?? passage.line];
    };
    expect(await best('When does the hotline answer?')).toEqual(['guide.md', 'Hotline', 3]);
    expect(await best('Where is data kept?')).toEqual(['site/hosting.html', 'Place', 3]);
    expect(await best('How many hours of planning does Miller save?')).toEqual([
      'case.docx',
      'Miller',
      expect.any(Number),
    ]);
    expect(await best('What does the scanner weigh?')).toEqual(['sheet.pdf', 'Weight', 2]);
    expect(await best('Which ISO certificates do we have?')).toEqual(['deck.pptx', 'Certificates', 2]);
  });

  it('does not read again what is as before', async () => {
    const store = new MemoryStore();
    await index(store);
    const entries = await documentFolder('docs', folder).entries();
    const held = await store.indexed('docs');
    expect(entries.every(({ id, hash }) => held.get(id) === hash)).toBe(true);
    write('sheet.pdf', await pdf((page) => void page.text('The new scanner weighs one kilogram.')));
    expect(await index(store)).toMatchObject({ added: 0, changed: 1, removed: 0, unchanged: 4 });
  });

  it('names a file it cannot read each time, indexes the rest, and forgets what it said', async () => {
    const store = new MemoryStore();
    await index(store);
    write('sheet.pdf', '%PDF-1.7 and nothing more');
    write('~$case.docx', 'a lock file of Word');
    const change = await index(store);
    expect(change).toMatchObject({ added: 0, changed: 0, removed: 1, unchanged: 4, unreadable: 1 });
    expect(change.problems).toMatchObject([
      { file: 'sheet.pdf', message: expect.stringMatching(/^is damaged: .*: it is not indexed$/) },
    ]);
    expect(await index(store)).toMatchObject({ removed: 0, unchanged: 4, unreadable: 1 });
    const { hits } = await new Retriever(store).search('What does the scanner weigh?');
    expect(hits.map(({ passage }) => passage.document.file)).not.toContain('sheet.pdf');
  });

  it('names a file that cannot be opened', async () => {
    const entries = await documentFolder('docs', folder).entries();
    rmSync(join(folder, 'case.docx'));
    const loaded = await entries.find(({ id }) => id === 'case.docx')!.load();
    expect(loaded).toMatchObject({ document: null, problems: [{ message: expect.stringContaining('ENOENT') }] });
  });

  it('reads a document whose front matter has an alias of nothing, and says where', async () => {
    write('mail.md', '---\nlanguage: en\nsubject: *Renewal*\n---\n\n# Mail\n\nThe renewal is due in May.\n');
    const store = new MemoryStore();
    expect(await index(store)).toMatchObject({
      ...{ added: 6, unreadable: 0 },
      problems: [{ file: 'mail.md', line: 3, suggestion: expect.stringContaining('in quotes') }],
    });
  });

  it('reads Markdown in UTF-16 as Notepad writes it, and names what is no text', async () => {
    const utf16 = Buffer.from('\uFEFF---\r\ntitle: Preise\r\n---\r\n\r\nDer Preis ist zehn.\r\n', 'utf16le');
    write('notepad.md', utf16);
    write('swapped.md', Buffer.from(utf16).swap16());
    write('zero.md', 'A \0 in it.');
    write('latin1.md', Buffer.from('Über', 'latin1'));
    write('control.md', '# A\u0007bell\n\nWords\u0001 and words.\n');
    const store = new MemoryStore();
    const { unreadable, problems } = await index(store);
    expect(unreadable).toBe(2);
    const message = 'is not text in utf-8: it is not indexed';
    expect(problems).toEqual(
      ['latin1.md', 'zero.md'].map((file) => ({ file, line: 1, message, suggestion: 'Save it in UTF-8.' })),
    );
    const documents = indexedOf(store);
    for (const file of ['notepad.md', 'swapped.md']) {
      expect(documents.get(file)).toMatchObject({
        title: 'Preise',
        passages: [{ text: 'Der Preis ist zehn.', line: 4 }],
      });
    }
    expect(documents.get('control.md')).toMatchObject({ title: 'Abell', passages: [{ text: 'Words and words.' }] });
  });

  it('keeps of front matter only what a database takes, and says which date it left out', async () => {
    write('half.md', '---\ntitle: "a \\ud800 b\\0"\npersona: ["x\\udfff"]\ncompany: "ac\\ud800me"\n---\n\nWords.\n');
    write('year.md', '---\ntitle: Year\neffectiveFrom: 0000-01-01\neffectiveTo: 1899-12-31\n---\n\nWords.\n');
    const store = new MemoryStore();
    const { problems } = await index(store);
    expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['year.md', 3, 'effectiveFrom: must not be before 1900-01-01'],
      ['year.md', 4, 'effectiveTo: must not be before 1900-01-01'],
    ]);
    const documents = indexedOf(store);
    expect(documents.get('half.md')).toMatchObject({ title: 'a b', personas: ['x'], company: 'acme' });
    expect(documents.get('year.md')).toMatchObject({ effectiveFrom: null, effectiveTo: null });
  });

  it('gives each file an id of its own, and a later one takes that of none before', async () => {
    write('a.md', 'One.');
    const { entries } = documentFolder('docs', folder);
    const held = (await entries()).map(({ id }) => id);
    write('a.markdown', 'Two.');
    write('a.MD', 'Three.');
    write('sheet.pdf.md', 'Four.');
    const ids = (await entries()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...held, 'a.markdown', 'a.MD', 'sheet.pdf.md']));
    expect(new Set(ids).size).toBe(held.length + 3);
  });

  it('names Markdown that is larger than the service can cut while it answers others', async () => {
    write('large.md', 'Words.\n\n'.repeat(READING_LIMITS.markdownBytes / 8 + 1));
    expect(await index(new MemoryStore())).toMatchObject({
      ...{ added: 5, unreadable: 1 },
      problems: [
        {
          ...{ file: 'large.md', message: 'is more than 1 MB: it is not indexed' },
          suggestion: expect.stringContaining('split it'),
        },
      ],
    });
  });

  it('has large Markdown parsed by its reader, and cuts it as it would itself', async () => {
    const part = (n: number) =>
      [
        `## Part *${n}* ##\n\n${`Words of ${n}. `.repeat(70)}\n\n> # quoted\n`,
        `Two lines\nof a heading\n---\n\n\`\`\`\n# a comment\n\`\`\`\n\n- # in a list\n`,
        `   ### Indented\nRight below.\n\n| a |\n|---|\n| **b** |\n`,
      ].join('\n');
    const body = `Before.\n\nTitle\n=====\n\n${Array.from({ length: 35 }, (_, n) => part(n)).join('\n')}`;
    write('large.md', `---\nstage: 3\n---\n${body}`);
    write('about-pdf.md', `%PDF-1.7 begins a file.\n\n${body}`);
    const asked: string[] = [];
    const reads: typeof readDocument = (file, bytes) => (asked.push(file), readDocument(file, bytes));
    const entries = await documentFolder('docs', folder, reads).entries();
    const loaded = await entries.find(({ id }) => id === 'large')!.load();
    expect(loaded).toMatchObject({ problems: [], document: { title: 'Title', stage: 3 } });
    expect(loaded.document?.passages).toEqual(cutMarkdown('large', body, 3, 'large').passages);
    expect((await entries.find(({ id }) => id === 'about-pdf')!.load()).document?.passages.length).toBe(
      loaded.document?.passages.length,
    );
    expect(asked).toEqual(['large.md']);
  });

  it('names a link that leads out of it each time, and indexes the rest', async () => {
    symlinkSync(tmpdir(), join(folder, 'outside'));
    for (let look = 0; look < 2; look++) {
      expect(await index(new MemoryStore())).toMatchObject({
        ...{ added: 5, unreadable: 1 },
        problems: [{ file: 'outside', message: 'is a link out of the folder: it is not indexed' }],
      });
    }
  });

  it('leaves drafts out', async () => {
    write('draft.md', '---\ntitle: x\nstatus: draft\n---\n\nNobody has agreed to that.\n');
    write('final.md', '---\ntitle: y\n---\n\nstatus: draft is only a word here.\n');
    const entries = await documentFolder('docs', folder).entries();
    expect(entries.map(({ id }) => id)).toEqual([
      ...['case.docx', 'deck.pptx', 'final', 'guide', 'sheet.pdf', 'site/hosting.html'],
    ]);
  });
});
