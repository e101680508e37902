import type { BacktestRow, BacktestRun, PastBacktest } from '../client/generated';
import { amount, count } from './numbers';
import { table } from './tables';

export function pastBacktestText({ before, after, difference }: PastBacktest): string {
  if (!after || !difference) return runText(before);
  const { proposals, insights, insightsLeftOut } = difference;
  return [
    'As it is',
    before.sentence,
    '',
    'With the change',
    runText(after),
    '',
    ...differingText('proposals', proposals),
    ...(insights.onlyBefore + insights.onlyAfter + insights.differently > 0
      ? ['', ...differingText('insights', insights)]
      : []),
    ...(insightsLeftOut > 0 ? [`${count(insightsLeftOut)} insights more were left out of the comparison.`] : []),
  ].join('\n');
}

function runText(run: BacktestRun): string {
  return [
    run.sentence,
    '',
    ...(run.all.proposals > 0 ? [rows('action', run.actions), '', rows('month', run.months), ''] : []),
    ...basesText(run),
    ...run.insights.map((i) => `${i.action}: ${count(i.recorded)} insights recorded, which take nobody’s attention.`),
    ...run.off.map((o) => `${o.action} is off: ${o.reason}`),
    ...run.failures.map((f) => `${f.action} could not look ${count(f.count)} times, first at ${f.first}`),
    ...reasonsText(run),
    `${count(run.looks)} looks · known until ${run.knownUntil} · policy ${run.policyVersion}`,
  ].join('\n');
}

const rows = (head: string, of: readonly BacktestRow[]): string =>
  table(of, [
    { head, value: (r) => r.name },
    { head: 'proposals', value: (r) => count(r.proposals), right: true },
    { head: 'reached', value: (r) => count(r.reached), right: true },
    { head: 'crowded out', value: (r) => count(r.crowdedOut), right: true },
    { head: 'prepared', value: (r) => count(r.prepared), right: true },
    { head: 'alone', value: (r) => count(r.alone), right: true },
    {
      head: 'mattered',
      value: (r) => (r.judged === 0 ? '–' : `${count(r.mattered)} of ${count(r.judged)}`),
      right: true,
    },
    { head: 'minutes', value: (r) => count(r.minutes), right: true },
    { head: 'expected value', value: (r) => amount(r.expectedValue, 'money'), right: true },
  ]);

/** What the deals beside did: it keeps anybody from reading causes into the numbers. */
function basesText({ bases, windowDays }: BacktestRun): string[] {
  const rate = ({ n, mattered }: { n: number; mattered: number }): string =>
    n === 0 ? 'none' : `${((100 * mattered) / n).toFixed(1)} % of ${count(n)} deal days`;
  return bases.map(
    (b) =>
      `${b.action}: within ${windowDays} days the same happened to ${rate(b.sameStanding)} that stood alike without a proposal, and to ${rate(b.otherLive)} of other live deals.`,
  );
}

/** Only where nothing else explains a period without proposals, and what would. */
function reasonsText({ reasons, all, assumed }: BacktestRun): string[] {
  const ownerless = reasons.some((r) => r.reason.includes('no owner')) && !assumed.includes('opportunity.ownerId');
  return [
    ...(reasons.length > 0 && all.proposals === 0 ? ['Nothing was proposed because:'] : []),
    ...(all.proposals === 0 ? reasons : reasons.filter((r) => r.reason.includes('no owner'))).map(
      (r) => `  ${r.action}: ${r.reason} (${count(r.subjects)} ${r.subjects === 1 ? 'record' : 'records'})`,
    ),
    ...(ownerless
      ? [
          'An import gives owners no date, so they are known from the import on. --assume opportunity.ownerId takes them as always true.',
        ]
      : []),
  ];
}

function differingText(what: string, d: NonNullable<PastBacktest['difference']>['proposals']): string[] {
  const each = d.kinds.map((k) => `${k.kind}: ${count(k.count)}`).join(' · ');
  return [
    `Of the ${what}, ${count(d.onlyBefore)} only as it is, ${count(d.onlyAfter)} only with the change, ${count(d.differently)} decided differently${each ? ` (${each})` : ''}`,
    ...d.examples.map(
      (e) => `  ${e.day}  ${e.action}:${e.subject}${e.title ? `  ${e.title}` : ''}\n      ${e.before} → ${e.after}`,
    ),
  ];
}
