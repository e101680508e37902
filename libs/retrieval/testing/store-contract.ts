import type { PassageFilter, SourceDocument } from '../src/passage';
import { embeddedText, textHash } from '../src/embedding/embedded-text';
import type { CandidateQuery, PassageStore } from '../src/store';
import { weighDocument } from '../src/weights';

interface Given {
  scope?: Partial<Pick<SourceDocument, 'company' | 'stage' | 'personas' | 'effectiveFrom' | 'effectiveTo' | 'use'>>;
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
      ...(i === 1 ? { page: 7 } : {}),
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
  /** Ids of what was found by words, best first. */
  const found = async (weights: Record<string, number>, more: Partial<CandidateQuery> = {}) => {
    const asked = query(weights, more);
    const worth = (impacts: ReadonlyMap<string, number>): number =>
      [...impacts].reduce((sum, [term, impact]) => sum + impact * (asked.weights.get(term) ?? 0), 0);
    const candidates = await store.candidates(asked);
    const scored = candidates.map(({ id, impacts, documentImpacts }) => ({
      id,
      score: worth(impacts) + asked.documentShare * worth(documentImpacts),
    }));
    return scored.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  };
  const frequencies = (language: string, terms: string[]) => store.frequencies(language, terms, null);

  it('gives back a passage as it was put, with its document', async () => {
    const scope = {
      company: 'acme',
      stage: 5,
      personas: ['finance'],
      effectiveFrom: '2026-01-01',
      effectiveTo: '2027-01-01',
      use: { kind: 'case-study' as const, industries: ['retail'], reference: 'public' as const },
    };
    const document = aDocument('pricing', { Limits: 'Ten percent.', Rebates: 'Ask the *manager*.' }, { scope });
    await put(document);
    const [candidate] = await store.candidates(query({ manag: 1 }, { filter: { company: 'acme' } }));
    const { passages, ...of } = document;
    const kept = await store.passages([{ source: 'docs', id: candidate!.id }]);
    expect(kept).toEqual([{ ...passages[1], ordinal: 1, document: of }]);
    expect(await store.passages([{ source: 'docs', id: 'pricing#gone' }])).toEqual([]);
    expect(await store.passages([{ source: 'other', id: candidate!.id }])).toEqual([]);
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
      expect(documentImpacts.get('churn')).toBeCloseTo((sum * 2.2) / (1.2 + sum), 6);
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

  it('filters by what a document is to agents: only one that says so is found by kind', async () => {
    const use = (kind: 'case-study' | 'product-sheet', ...industries: string[]) => ({
      scope: { use: { kind, industries, reference: 'none' as const } },
    });
    await put(
      aDocument('plain', { A: 'price' }),
      aDocument('study', { A: 'price' }, use('case-study')),
      aDocument('retail', { A: 'price' }, use('case-study', 'retail')),
      aDocument('medical', { A: 'price' }, use('case-study', 'medical')),
      aDocument('sheet', { A: 'price' }, use('product-sheet')),
    );
    const ids = async (filter: PassageFilter) =>
      (await found({ price: 1 }, { filter })).map((id) => id.split('#')[0]).sort();
    expect(await ids({ kinds: ['case-study'] })).toEqual(['medical', 'retail', 'study']);
    expect(await ids({ kinds: ['case-study', 'product-sheet'], industry: 'retail' })).toEqual([
      ...['retail', 'sheet', 'study'],
    ]);
    expect(await ids({ industry: 'retail' })).toEqual(['plain', 'retail', 'sheet', 'study']);
  });

  it('keeps languages apart', async () => {
    await put(
      aDocument('en', { Gift: 'A gift for a customer.' }),
      aDocument('de', { Gift: 'Gift ist giftig.' }, { language: 'de' }),
    );
    expect(await found({ gift: 1 })).toEqual(['en#gift']);
    expect(await found({ gift: 1 }, { language: 'de' })).toEqual(['de#gift']);
    expect(await frequencies('de', ['gift', 'custom'])).toEqual({
      passages: 1,
      withTerm: new Map([['gift', 1]]),
      withVector: 0,
    });
  });

  it('counts the passages that hold a term, through every change', async () => {
    const counted = async () => [...(await frequencies('en', ['price', 'churn', 'term'])).withTerm].sort();
    await put(aDocument('one', { A: 'price churn', B: 'price' }), aDocument('two', { A: 'price' }));
    expect(await counted()).toEqual([['churn', 1], ['price', 3]]); // prettier-ignore
    await put(aDocument('one', { A: 'term' }));
    expect(await counted()).toEqual([['price', 1], ['term', 1]]); // prettier-ignore
    await store.replace('docs', [], ['two']);
    expect(await counted()).toEqual([['term', 1]]);
    expect((await frequencies('en', [])).passages).toBe(1);
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

  describe('with vectors', () => {
    const MODEL = 'a-model';
    const vector = (...values: number[]): Float32Array => Float32Array.from(values);
    /** Embeds everything that has no vector by what `of` makes of its text. */
    const embed = async (of: (text: string) => Float32Array, model = MODEL): Promise<number> => {
      const texts = await store.unembedded(model, 100);
      if (texts.length > 0) await store.putVectors(model, new Map(texts.map((t) => [t.textHash, of(t.text)])));
      return texts.length;
    };
    const near = async (values: Float32Array, more: Partial<CandidateQuery> = {}) =>
      (await store.candidates(query({}, { vector: { model: MODEL, values }, ...more })))
        .sort((a, b) => b.similarity! - a.similarity!)
        .map(({ id, similarity }) => [id, Number(similarity!.toFixed(5))]);

    it('finds the nearest, whatever their words', async () => {
      await put(aDocument('one', { East: 'price', North: 'churn', West: 'term' }));
      await embed((text) =>
        text.includes('East') ? vector(1, 0) : text.includes('North') ? vector(0, 1) : vector(-1, 0),
      );
      expect(await near(vector(0.6, 0.8))).toEqual([['one#north', 0.8], ['one#east', 0.6], ['one#west', -0.6]]); // prettier-ignore
      expect(await near(vector(1, 0), { limit: 1 })).toEqual([['one#east', 1]]);
      expect(await near(vector(1, 0), { filter: { company: 'acme' }, language: 'de' })).toEqual([]);
    });

    it('gives what was found by words and by vector together, and each with all that is known of it', async () => {
      await put(aDocument('one', { East: 'price', North: 'churn', West: 'price and churn' }));
      await embed((text) => (text.includes('North') ? vector(1, 0) : vector(0, 1)));
      const asked = query({ price: 1 }, { vector: { model: MODEL, values: vector(1, 0) }, limit: 1 });
      const both = (await store.candidates(asked)).sort((a, b) => b.similarity! - a.similarity!);
      expect(both.map(({ id, similarity, impacts }) => [id, similarity, [...impacts.keys()]])).toEqual([
        ['one#north', 1, []],
        ['one#east', 0, ['price']],
      ]);
      expect([...both[0]!.documentImpacts.keys()]).toEqual(['price']);
    });

    it('filters what is found by vector as well', async () => {
      await put(
        aDocument('acme', { A: 'price' }, { scope: { company: 'acme' } }),
        aDocument('three', { A: 'churn' }, { scope: { stage: 3 } }),
        aDocument('five', { A: 'term' }, { scope: { stage: 5 } }),
      );
      await embed(() => vector(1, 0));
      const ids = async (filter: PassageFilter) => (await near(vector(1, 0), { filter })).map(([id]) => id).sort();
      expect(await ids({})).toEqual(['five#a', 'three#a']);
      expect(await ids({ company: 'acme', stage: 3 })).toEqual(['acme#a', 'three#a']);
    });

    it('asks for a vector only where a text or the model is new', async () => {
      await put(aDocument('one', { A: 'price', B: 'churn' }));
      expect(await embed(() => vector(1, 0))).toBe(2);
      expect(await embed(() => vector(1, 0))).toBe(0);
      await put(aDocument('one', { A: 'price', B: 'churn and term' }, { hash: 'h2' }));
      expect((await store.unembedded(MODEL, 100)).map(({ text }) => text)).toEqual([
        'Untitled. Above. B. churn and term',
      ]);
      expect((await store.frequencies('en', [], MODEL)).withVector).toBe(1);
      expect(await embed(() => vector(0, 1))).toBe(1);
      expect((await store.frequencies('en', [], MODEL)).withVector).toBe(2);
      expect((await store.frequencies('en', [], 'another')).withVector).toBe(0);
      expect(await store.unembedded('another', 1)).toHaveLength(1);
      expect(await embed(() => vector(0, 1), 'another')).toBe(2);
      expect((await store.frequencies('en', [], MODEL)).withVector).toBe(0);
    });

    it('knows a text by its words: the same is embedded once, and kept while any passage has it', async () => {
      await put(aDocument('one', { A: 'price' }), aDocument('two', { A: 'price' }));
      expect(await embed(() => vector(1, 0))).toBe(1);
      await store.replace('docs', [], ['one']);
      expect(await store.unembedded(MODEL, 100)).toEqual([]);
      await store.replace('docs', [], ['two']);
      await put(aDocument('one', { A: 'price' }));
      const text = embeddedText('Untitled', { heading: 'A', path: [], text: 'price' });
      expect(await store.unembedded(MODEL, 100)).toMatchObject([{ textHash: textHash(text), text }]);
    });
  });
}
