import { documentsIn, passages } from './passages';

const found = {
  ...{ id: 'document:studies/retailer#result', source: 'documents', title: 'A retailer', file: 'studies/retailer.md' },
  ...{ heading: 'Result', line: 9, page: null, kind: 'case-study', mayNameCustomers: false },
  ...{ edition: 'e1', hash: 'h1', confidence: 0.9, text: 'A retailer with 40 shops cut its waiting.' },
};

describe('the words behind citations', () => {
  it('are of a document as they were found, with where they stand in it', () => {
    expect(passages(null, [found.id, '5-close/proposal-draft#price'], [found])).toEqual([
      {
        ...{ id: found.id, title: 'Result', text: found.text },
        document: { title: 'A retailer', file: 'studies/retailer.md', page: null, line: 9, edition: 'e1' },
      },
      { id: '5-close/proposal-draft#price', title: '5-close/proposal-draft#price', text: null, document: null },
    ]);
  });

  it('stand among the facts of a proposal', () => {
    const facts = { price: 4, references: { passages: [{ document: 1, ...found }], without: null } };
    expect(documentsIn(facts)).toEqual([{ document: 1, ...found }]);
    expect(documentsIn({ document: 'none' })).toEqual([]);
  });
});
