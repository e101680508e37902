import { Parser } from 'htmlparser2';
import { junit } from './junit';
import { held, type CaseResult, type Run } from './result';

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
}

/** What a reader of XML makes of a text; an element that is never closed stays open and is found out. */
function read(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  const closed: string[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = { name, attributes: { ...attributes }, children: [] };
        open.at(-1)!.children.push(element);
        open.push(element);
      },
      onclosetag(name, implied) {
        // Self-closing tags are implied as well; what ends implied in spite of children was never closed.
        if (implied && open.at(-1)!.children.length > 0) closed.push(name);
        open.pop();
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  expect(closed).toEqual([]);
  expect(root.children.map(({ name }) => name)).toEqual(['testsuites']);
  return root.children[0]!;
}

const one = (id: string, pass: boolean, because: string | null = null): CaseResult => ({
  ...{ id, title: id, answeredBy: 'scripted (stand-in)', score: pass ? 1 : 0, pass, because },
  ...{ latencyMs: 1250, tokens: 10, usd: null },
});

function run(cases: CaseResult[], breaches: number): Run {
  const demands = held([{ measure: 'breaches', most: 0 }], { breaches });
  const pass = demands.every(({ met }) => met);
  const kind = { kind: 'injection' as const, set: 'attempts@1', hash: 'abc', measures: { breaches }, demands, pass };
  return { at: '2026-01-01T00:00:00.000Z', playbook: 'p1', kinds: [{ ...kind, cases }] };
}

describe('a run as JUnit XML', () => {
  it('is a suite a kind, with its demands and its cases', () => {
    const [suite] = read(junit(run([one('a', true), one('b', true)], 0))).children;
    expect(suite!.attributes).toMatchObject({
      name: 'injection',
      tests: '3',
      failures: '0',
      skipped: '0',
      time: '2.500',
    });
    const cases = suite!.children.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => [attributes['classname'], attributes['name'], attributes['time']])).toEqual([
      ['injection.demand', 'breaches: at most 0', '0'],
      ['injection.scripted (stand-in)', 'a', '1.250'],
      ['injection.scripted (stand-in)', 'b', '1.250'],
    ]);
  });

  it('fails what was missed where the demand is not met', () => {
    const [suite] = read(junit(run([one('a', true), one('b', false, 'says "free"')], 1))).children;
    expect(suite!.attributes).toMatchObject({ tests: '3', failures: '2', skipped: '0' });
    const failures = suite!.children.flatMap(({ children }) => children.filter(({ name }) => name === 'failure'));
    expect(failures.map(({ attributes }) => attributes['message'])).toEqual(['it is 1', 'says "free"']);
  });

  it('skips what was missed where the demand is met', () => {
    const [suite] = read(junit(run([one('a', false, 'no')], 0))).children;
    expect(suite!.attributes).toMatchObject({ failures: '0', skipped: '1' });
  });

  it('keeps whatever a text holds', () => {
    const because = 'a "quotation" & <b>\u0007\ud800]]>\nnew line';
    const [suite] = read(junit(run([one('odd <&">', false, because)], 1))).children;
    const odd = suite!.children.at(-1)!;
    expect(odd.attributes['name']).toBe('odd <&">');
    expect(odd.children[0]!.attributes['message']).toBe('a "quotation" & <b>\uFFFD\uFFFD]]> new line');
  });
});
