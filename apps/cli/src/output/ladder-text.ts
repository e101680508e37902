import type { Lift, Rung } from '../client/generated';
import { count, date, percent } from './numbers';
import { pairs, table } from './tables';

const isEarnable = ({ bar }: Rung): boolean => bar !== null;

export function rungsText(rungs: readonly Rung[], all: boolean): string {
  const shown = all ? rungs : rungs.filter((r) => isEarnable(r) || r.inShadow !== null);
  const rows = table(shown, [
    { head: 'action', value: (r) => r.action },
    { head: 'tier', value: (r) => r.tier },
    { head: 'effect', value: (r) => r.effect },
    { head: 'stands', value: (r) => (r.inShadow ? 'in-shadow' : r.stands) },
    {
      head: 'decisions',
      value: (r) => (r.evidence ? `${r.evidence.decisions}/${r.evidence.decisionsNeeded}` : '–'),
      right: true,
    },
    { head: 'bound', value: (r) => (r.bar === null ? '–' : `${r.bound?.toFixed(3) ?? '?'} > ${r.bar}`), right: true },
    {
      head: 'known-bad',
      value: (r) => (r.evidence ? `${r.evidence.knownBadCaught}/${r.evidence.knownBadNeeded}` : '–'),
      right: true,
    },
    { head: 'lacks', value: (r) => (isEarnable(r) ? r.lacks.join('; ') || '–' : r.words), most: 80 },
  ]);
  const hidden = rungs.length - shown.length;
  const rest = hidden > 0 ? `${count(hidden)} more can never be earned; --all shows them.` : '';
  return [rows || 'Nothing can be earned here.', rest].filter(Boolean).join('\n');
}

export function rungText(r: Rung): string {
  const { evidence: e, signed, demoted, shadow, alone } = r;
  return [
    `${r.action} on ${r.tier} (${r.effect}, ceiling ${r.ceiling}) ${r.words}.`,
    '',
    pairs([
      ...(e
        ? ([
            ['Decisions', `${e.decisions} of ${e.decisionsNeeded}${e.since ? `, since ${date(e.since)}` : ''}`],
            ['Accepted unedited', acceptedText(r)],
            ['Approvers', `${e.approvers} of ${e.approversNeeded}`],
            ['Weeks', `${e.weeks} of ${e.weeksNeeded}`],
            ['Known-bad caught', `${e.knownBadCaught} of ${e.knownBadNeeded}`],
            [
              'Not counted',
              `${e.uncounted.unopened} without the evidence open, ${e.uncounted.overDaily} beyond a day’s, ${e.uncounted.notByPerson} by no person`,
            ],
            [
              'Would have agreed',
              shadow.agreed === null
                ? '–'
                : `${percent(shadow.agreed / shadow.wouldRunAlone)} of ${shadow.wouldRunAlone}`,
            ],
            ['Ran alone', `${alone.executed}, ${alone.undone} undone (at most ${percent(alone.undoneAtMost)})`],
            ['Lift', liftText(r.lift)],
          ] as const)
        : []),
      ...(r.inShadow
        ? ([['In shadow', `since ${date(r.inShadow.since)} by ${r.inShadow.by}: ${r.inShadow.reason}`]] as const)
        : []),
      ['Signed', signed ? `${date(signed.at)} by ${signed.by}, under policy ${signed.policyVersion}` : '–'],
      ['Last taken down', demoted ? `${date(demoted.at)} by ${demoted.by} (${demoted.cause}): ${demoted.reason}` : '–'],
    ]),
    ...(r.lacks.length > 0 ? ['', 'Lacks', ...r.lacks.map((lack) => `  ${lack}`)] : []),
  ].join('\n');
}

function acceptedText({ evidence, bound, bar }: Rung): string {
  if (bound === null || evidence?.acceptedUnedited == null)
    return `said once two people have decided; must exceed ${bar}`;
  return `${evidence.acceptedUnedited}; lower bound ${bound.toFixed(3)}, must exceed ${bar}`;
}

function liftText(lift: Lift | null): string {
  if (lift === null) return '–';
  if (!lift.measured) return lift.why;
  const { difference, lower, upper, acted, leftAlone } = lift;
  return `${percent(difference)} more won (95 %: ${percent(lower)} to ${percent(upper)}); ${acted.n} acted on, ${leftAlone.n} left alone`;
}

export function changedText(r: Rung): string {
  if (r.stands === 'alone') return `Signed: ${r.action} runs alone on ${r.tier}.`;
  const rests = r.restsUntil ? ` Nothing can be signed before ${date(r.restsUntil)}.` : '';
  return `${r.action} on ${r.tier} works with people; its evidence is counted anew.${rests}`;
}

/** One line an action and tier: in shadow, or what holds now. */
export function shadowText(rungs: readonly Rung[]): string {
  const lines = rungs.map((r) =>
    r.inShadow
      ? `${r.action} on ${r.tier} is in shadow: it prepares, and nobody is asked.`
      : `${r.action} on ${r.tier} ${r.words}.`,
  );
  return [...new Set(lines)].join('\n');
}
