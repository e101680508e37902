import type { BacktestResult } from '@salesagent/agent';
import type { Differing, PastProposalView } from '../api/backtest.schema';

/** Something an action said about a record on a day, with what tells two runs apart. */
interface Said {
  action: string;
  subject: string;
  day: string;
  title: string;
  /** In words. */
  decided: string;
  /** What two runs are told apart by. */
  is: string;
}

const EXAMPLES = 20;
const NOTHING = '–';

export function proposalSaid({ action, subject, day, title, ...p }: PastProposalView): Said {
  const whom = p.approver === 'owner' ? 'the owner' : (p.approver ?? 'somebody');
  const fate = p.fate === 'reached' ? `reached ${whom} on ${p.wave}` : p.fate;
  const decided = `${fate}, ${p.minutes} minutes, worth ${p.expectedValue}`;
  return { action, subject, day, title, decided, is: decided };
}

export function insightSaid({ action, subject, day, said, values }: BacktestResult['notes'][number]): Said {
  return { action, subject, day, title: '', decided: said, is: values };
}

/** What one run decided and the other did not, or otherwise; by action, record and day. */
export function differing(before: readonly Said[], after: readonly Said[], kindOf: (said: Said) => string): Differing {
  const [was, is] = [keyed(before), keyed(after)];
  const kinds = new Map<string, number>();
  const found: (Differing['examples'][number] & {
    kind: 'onlyBefore' | 'onlyAfter' | 'differently';
    otherKind: boolean;
  })[] = [];
  for (const [key, one] of new Map([...was, ...is])) {
    const [b, a] = [was.get(key), is.get(key)];
    if (b?.is === a?.is) continue;
    const { action, subject, day } = one;
    const [from, to] = [b ? kindOf(b) : NOTHING, a ? kindOf(a) : NOTHING];
    const change = from === to ? `${from}, otherwise` : `${from} → ${to}`;
    kinds.set(change, (kinds.get(change) ?? 0) + 1);
    found.push({
      ...{ action, subject, day, title: one.title, before: b?.decided ?? NOTHING, after: a?.decided ?? NOTHING },
      otherKind: from !== to,
      kind: !b ? 'onlyAfter' : !a ? 'onlyBefore' : 'differently',
    });
  }
  // First what came to another end, then what only weighs otherwise.
  const of = (kind: (typeof found)[number]['kind']) =>
    found.filter((f) => f.kind === kind).sort((x, y) => Number(y.otherKind) - Number(x.otherKind));
  const groups = (['onlyBefore', 'onlyAfter', 'differently'] as const).map(of);
  return {
    ...{ onlyBefore: groups[0]!.length, onlyAfter: groups[1]!.length, differently: groups[2]!.length },
    kinds: [...kinds].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    // Some of each, so that many of one do not hide the others.
    examples: groups
      .flatMap((g) => g.slice(0, Math.ceil(EXAMPLES / 3)))
      .map(({ kind: _, otherKind: __, ...example }) => example),
  };
}

const keyed = (said: readonly Said[]): Map<string, Said> =>
  new Map(said.map((s) => [`${s.action} ${s.subject} ${s.day}`, s]));
