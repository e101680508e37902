import type { PassageFilter, SourceDocument } from '../src/passage';
import type { CandidateQuery, PassageStore } from '../src/store';
import { weighDocument } from '../src/weights';

interface Given {
  scope?: Partial<Pick<SourceDocument, 'company' | 'stage' | 'personas' | 'effectiveFrom' | 'effectiveTo'>>;
  language?: string;
  hash?: string;
  title?: string;
}

/** A document of one passage a heading. */
export function aDocument(id: string, passages: Record<string, string>, given: Given = {}): SourceDocument {
  return {
    ...{ source: 'docs', id, title: given.title ?? 'Untitled', file: `${id}.md`, hash: given.hash ?? 'h1' },
    language: given.language ?? 'en',
    ...{ company: null, stage: null, personas: [], effectiveFrom: null, effectiveTo: null },
    ...given.scope,
    passages: Object.entries(passages).map(([heading, text], i) => ({
      ...{ id: `${id}#${heading.toLowerCase()}`, heading, path: i === 1 ? ['Above'] : [], text, line: i * 3 + 1 },
    })),
  };
}

/** What every store of passages does; `open` gives an empty one. */
export function passageStoreContract(open: () => Promise<PassageStore>): void {
  let store: PassageStore;
  beforeEach(async () => {
    store = await open();
  });

  const put = (...documents: SourceDocument[]) => store.replace('docs', documents.map(weighDocument), []);
  const query = (weights: Record<string, number>, more: Partial<CandidateQuery> = {}): CandidateQuery => ({
    ...{ language: 'en', documentShare: 0.3, filter: {}, limit: 10, weights: new Map(Object.entries(weights)) },
    ...more,
  });
  const found = async (weights: Record<string, number>, more: Partial<CandidateQuery> = {}) =>
    (await store.candidates(query(weights, more))).map(({ passage }) => passage.id);

  it('gives back a passage as it was put, with its document', async () => {
    const scope = {
      company: 'acme',
      stage: 5,
      personas: ['finance'],
      effectiveFrom: '2026-01-01',
      effectiveTo: '2027-01-01',
    };
    const document = aDocument('pricing', { Limits: 'Ten percent.', Rebates: 'Ask the *manager*.' }, { scope });
    await put(document);
    const [candidate] = await store.candidates(query({ manag: 1 }, { filter: { company: 'acme' } }));
    const { passages, ...of } = document;
    expect(candidate?.passage).toEqual({ ...passages[1], ordinal: 1, document: of });
    const impacts = weighDocument(document).passages[1]!.impacts;
    expect(candidate?.impacts).toEqual(new Map([['manag', impacts.get('manag')]]));
  });

  it('scores by the worth of a term times its impact, and adds a share of the document', async () => {
    await put(
      aDocument('one', { Price: 'A discount needs a reason.', Other: 'Nothing of it.' }),
      aDocument('two', { Words: 'The discount and the discount of a discount.' }),
      aDocument('three', { Quiet: 'A reason.' }),
    );
    expect(await found({ discount: 2, reason: 1 })).toEqual(['one#price', 'two#words', 'three#quiet']);
    expect(await found({ discount: 2, reason: 0.01 })).toEqual(['two#words', 'one#price', 'three#quiet']);
    expect(await found({ discount: 2 }, { limit: 1 })).toEqual(['two#words']);
    expect(await found({ nowhere: 1 })).toEqual([]);
    expect(await found({})).toEqual([]);
  });

  it('sums the impacts of a document under their ceiling', async () => {
    await put(aDocument('one', { First: 'churn', Second: 'churn and churn' }));
    const candidates = await store.candidates(query({ churn: 1 }));
    const sum = candidates.reduce((total, { impacts }) => total + impacts.get('churn')!, 0);
    for (const { documentImpacts } of candidates) {
      expect(documentImpacts.get('churn')).toBeCloseTo((sum * 2.2) / (1.2 + sum), 12);
    }
  });

  it.each<[string, PassageFilter, string[]]>([
    ['no company', {}, ['all']],
    ['a company', { company: 'acme' }, ['acme', 'all']],
    ['another company', { company: 'other' }, ['all', 'other']],
  ])('answers %s from its own documents and those of all', async (_, filter, expected) => {
    await put(
      aDocument('acme', { A: 'price' }, { scope: { company: 'acme' } }),
      aDocument('other', { A: 'price' }, { scope: { company: 'other' } }),
      aDocument('all', { A: 'price' }),
    );
    const ids = (await found({ price: 1 }, { filter })).map((id) => id.split('#')[0]);
    expect(ids.sort()).toEqual(expected);
  });

  it.each<[string, PassageFilter, string[]]>([
    ['stage', { stage: 3 }, ['any', 'finance', 'three', 'year']],
    ['persona', { persona: 'finance' }, ['any', 'finance', 'five', 'three', 'year']],
    ['first day', { effectiveOn: '2026-01-01' }, ['any', 'finance', 'five', 'three', 'year']],
    ['day before', { effectiveOn: '2025-12-31' }, ['any', 'finance', 'five', 'three']],
    ['last day', { effectiveOn: '2026-12-31' }, ['any', 'finance', 'five', 'three', 'year']],
    ['day after', { effectiveOn: '2027-01-01' }, ['any', 'finance', 'five', 'three']],
    ['all at once', { stage: 5, persona: 'sales', effectiveOn: '2026-06-01' }, ['any', 'five', 'year']],
  ])('filters by %s; what says nothing of it is for all', async (_, filter, expected) => {
    await put(
      aDocument('any', { A: 'price' }),
      aDocument('three', { A: 'price' }, { scope: { stage: 3 } }),
      aDocument('five', { A: 'price' }, { scope: { stage: 5 } }),
      aDocument('finance', { A: 'price' }, { scope: { personas: ['finance', 'executive'] } }),
      aDocument('year', { A: 'price' }, { scope: { effectiveFrom: '2026-01-01', effectiveTo: '2027-01-01' } }),
    );
    const ids = (await found({ price: 1 }, { filter })).map((id) => id.split('#')[0]);
    expect(ids.sort()).toEqual([...expected].sort());
  });

  it('keeps languages apart', async () => {
    await put(
      aDocument('en', { Gift: 'A gift for a customer.' }),
      aDocument('de', { Gift: 'Gift ist giftig.' }, { language: 'de' }),
    );
    expect(await found({ gift: 1 })).toEqual(['en#gift']);
    expect(await found({ gift: 1 }, { language: 'de' })).toEqual(['de#gift']);
    expect(await store.frequencies('de', ['gift', 'custom'])).toEqual({
      passages: 1,
      withTerm: new Map([['gift', 1]]),
    });
  });

  it('counts the passages that hold a term, through every change', async () => {
    const counted = async () => [...(await store.frequencies('en', ['price', 'churn', 'term'])).withTerm].sort();
    await put(aDocument('one', { A: 'price churn', B: 'price' }), aDocument('two', { A: 'price' }));
    expect(await counted()).toEqual([['churn', 1], ['price', 3]]); // prettier-ignore
    await put(aDocument('one', { A: 'term' }));
    expect(await counted()).toEqual([['price', 1], ['term', 1]]); // prettier-ignore
    await store.replace('docs', [], ['two']);
    expect(await counted()).toEqual([['term', 1]]);
    expect((await store.frequencies('en', [])).passages).toBe(1);
  });

  it('knows what is indexed of a source, and sources do not touch each other', async () => {
    await put(aDocument('one', { A: 'price' }, { hash: 'a' }), aDocument('two', { A: 'price' }, { hash: 'b' }));
    await store.replace(
      'other',
      [weighDocument({ ...aDocument('one', { A: 'price' }, { hash: 'c' }), source: 'other' })],
      [],
    );
    await store.replace('docs', [], ['one']);
    expect(await store.indexed('docs')).toEqual(new Map([['two', 'b']]));
    expect(await store.indexed('other')).toEqual(new Map([['one', 'c']]));
    expect(await store.indexed('nobody')).toEqual(new Map());
    expect(await found({ price: 1 })).toHaveLength(2);
  });

  it('gives neighbours in their order, inside the document', async () => {
    await put(aDocument('one', { A: 'price', B: 'price', C: 'price', D: 'price' }), aDocument('two', { A: 'price' }));
    const near = async (id: string, radius: number) => (await store.neighbours('docs', id, radius)).map((p) => p.id);
    expect(await near('one#b', 1)).toEqual(['one#a', 'one#c']);
    expect(await near('one#b', 9)).toEqual(['one#a', 'one#c', 'one#d']);
    expect(await near('one#a', 1)).toEqual(['one#b']);
    expect(await near('two#a', 2)).toEqual([]);
    expect(await near('nowhere#a', 2)).toEqual([]);
  });
}
