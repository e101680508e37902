import type { CaseResult, KindResult, Met, Run } from './result';

/**
 * A run as JUnit XML: a suite a kind, in it a case a demand and a case a result. A case that is missed fails only where its
 * kind does not reach what is demanded of it; where it does, the miss is within what the set tolerates and is `skipped`.
 */
export function junit(run: Run): string {
  const suites = run.kinds.map(suite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="salesagent eval">\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(result: KindResult): string {
  const { kind, set, hash, cases, demands, pass } = result;
  const missed = cases.filter((one) => !one.pass).length;
  const failures = demands.filter(({ met }) => !met).length + (pass ? 0 : missed);
  const counts = { tests: cases.length + demands.length, failures, errors: 0, skipped: pass ? missed : 0 };
  const seconds = secondsOf(cases.reduce((sum, { latencyMs }) => sum + latencyMs, 0));
  return [
    `  <testsuite${attributes({ name: kind, ...counts, time: seconds })}>`,
    '    <properties>',
    ...Object.entries({ set, hash, ...result.measures }).map(
      ([name, value]) => `      <property${attributes({ name, value })}/>`,
    ),
    '    </properties>',
    ...demands.map((met) => demandCase(kind, met)),
    ...cases.map((one) => resultCase(kind, one, pass)),
    '  </testsuite>',
  ].join('\n');
}

function demandCase(kind: string, { demand, measured, met }: Met): string {
  const bound = 'least' in demand ? `at least ${demand.least}` : `at most ${demand.most}`;
  const head = `    <testcase${attributes({ classname: `${kind}.demand`, name: `${demand.measure}: ${bound}`, time: 0 })}`;
  if (met) return `${head}/>`;
  return `${head}>\n      <failure${attributes({ message: `it is ${rounded(measured)}` })}/>\n    </testcase>`;
}

function resultCase(kind: string, one: CaseResult, tolerated: boolean): string {
  const name = one.title === one.id ? one.id : `${one.id}: ${one.title}`;
  const time = secondsOf(one.latencyMs);
  const head = `    <testcase${attributes({ classname: `${kind}.${one.answeredBy}`, name, time })}`;
  if (one.pass) return `${head}/>`;
  const message = one.because ?? `it scores ${rounded(one.score)}`;
  return `${head}>\n      <${tolerated ? 'skipped' : 'failure'}${attributes({ message })}/>\n    </testcase>`;
}

const secondsOf = (ms: number): string => (ms / 1000).toFixed(3);
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 knows no control characters but three, and no half of a pair of surrogates. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign]!)
    .replace(/[\t\n\r]+/g, ' ');
