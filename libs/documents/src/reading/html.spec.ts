import { readDocument } from './read-document';

const read = (html: string) => readDocument('page.html', Buffer.from(html));

describe('an HTML page', () => {
  it('is read as a browser shows it, with lines', async () => {
    const { title, blocks } = await read(`<!doctype html>
<html><head><title>Price &amp; list</title><style>h1 { color: red }</style></head>
<body><nav>Home | About</nav>
<h1>Price list</h1>
Loose words<br>on two lines
<p>Valid <b>until</b> further&nbsp;notice &ndash; today.
<ul><li>One<ol><li>Inner</ol><li>Two</ul>
<table><thead><tr><th>Size<th>Price</thead><tr><td colspan=2>All<tr><td>Small<td>10</table>
<p style="display: none">Hidden</p><script>alert('x')</script>
<div><h2>Terms</h2><div>30 days</div></div></body></html>`);
    expect(title).toBe('Price & list');
    const item = (text: string, depth = 0, ordered = false) => ({ text, depth, ordered });
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Price list', page: null, line: 4 },
      { kind: 'paragraph', text: 'Loose words\non two lines', page: null, line: expect.any(Number) },
      { kind: 'paragraph', text: 'Valid until further notice – today.', page: null, line: 6 },
      { kind: 'list', items: [item('One'), item('Inner', 1, true), item('Two')], page: null, line: 7 },
      {
        kind: 'table',
        rows: [
          ['Size', 'Price'],
          ['All', ''],
          ['Small', '10'],
        ],
        page: null,
        line: 8,
      },
      { kind: 'heading', level: 2, text: 'Terms', page: null, line: 10 },
      { kind: 'paragraph', text: '30 days', page: null, line: 10 },
    ]);
  });

  it('is what its main part says, and tables that only lay it out are text', async () => {
    const { blocks } = await read('<p>Menu<main><table><tr><td><h2>Support</h2><p>Until six.</table></main>');
    expect(blocks).toMatchObject([{ text: 'Support' }, { text: 'Until six.' }]);
  });

  it('fetches nothing and resolves no entity of its own', async () => {
    const { blocks } = await read(
      '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>Before &x; after</p><iframe src="http://127.0.0.1:1/"></iframe>',
    );
    expect(JSON.stringify(blocks)).not.toContain('root:');
    expect(blocks.at(-1)).toMatchObject({ text: 'Before &x; after' });
  });

  it('is read in the letters it says it is in', async () => {
    const latin = Buffer.from('<meta charset="iso-8859-1"><p>Prüfung', 'latin1');
    expect((await readDocument('a.html', latin)).blocks).toMatchObject([{ text: 'Prüfung' }]);
    await expect(readDocument('a.html', Buffer.from('<p>Prüfung', 'latin1'))).rejects.toMatchObject({
      ...{ reason: 'encoding', remedy: 'Save it in UTF-8.' },
    });
  });
});

describe('Markdown', () => {
  it('is read as written, front matter left out', async () => {
    const text =
      '---\ntitle: x\n---\n\n# Guide\n\nA *word* and `code`.\n\n- one\n  - two\n\n| A | B |\n|---|---|\n| 1 | 2 |\n';
    const { title, blocks } = await readDocument('guide.md', Buffer.from(text));
    expect(title).toBe('Guide');
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Guide', page: null, line: 5 },
      { kind: 'paragraph', text: 'A *word* and `code`.', page: null, line: 7 },
      {
        kind: 'list',
        items: [
          { text: 'one', depth: 0, ordered: false },
          { text: 'two', depth: 1, ordered: false },
        ],
        page: null,
        line: 9,
      },
      {
        kind: 'table',
        rows: [
          ['A', 'B'],
          ['1', '2'],
        ],
        page: null,
        line: 12,
      },
    ]);
  });
});
