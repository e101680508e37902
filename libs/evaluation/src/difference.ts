import type { CaseResult, KindResult, Run } from './result';

/** A case beside what it was. */
export interface Changed {
  id: string;
  title: string;
  answeredBy: string;
  /** 0–1; null where there is or was none. */
  before: number | null;
  now: number | null;
  because: string | null;
}

/** How a kind compares to the last run of the same set. */
export interface Difference {
  kind: string;
  /** When that was; null when there was none. */
  since: string | null;
  /** What else differs: cases or playbook were changed meanwhile. */
  changed: ('cases' | 'playbook')[];
  better: Changed[];
  worse: Changed[];
  new: Changed[];
  gone: Changed[];
}

/** Scores are compared as they are shown. */
const SAME_WITHIN = 0.0005;

/** Each kind of a run beside the same kind as it was last. @param last null before the first run */
export function differences(run: Run, last: Run | null): Difference[] {
  return run.kinds.map((kind) => {
    const before = last?.kinds.find((each) => each.kind === kind.kind && setId(each) === setId(kind));
    if (!last || !before) {
      return { kind: kind.kind, since: null, changed: [], better: [], worse: [], new: [], gone: [] };
    }
    const was = byKey(before);
    const is = byKey(kind);
    const both = kind.cases.flatMap((now) => {
      const then = was.get(keyOf(now));
      return then ? [changeOf(then, now)] : [];
    });
    return {
      ...{ kind: kind.kind, since: last.at },
      changed: [
        ...(before.hash === kind.hash ? [] : (['cases'] as const)),
        ...(last.playbook === run.playbook ? [] : (['playbook'] as const)),
      ],
      better: both.filter(({ before, now }) => now! > before! + SAME_WITHIN),
      worse: both.filter(({ before, now }) => now! < before! - SAME_WITHIN),
      new: kind.cases.filter((now) => !was.has(keyOf(now))).map((now) => changeOf(null, now)),
      gone: before.cases.filter((then) => !is.has(keyOf(then))).map((then) => changeOf(then, null)),
    };
  });
}

const setId = ({ set }: KindResult): string => set.split('@')[0]!;
const keyOf = ({ id, answeredBy }: CaseResult): string => `${answeredBy}\n${id}`;
const byKey = ({ cases }: KindResult): Map<string, CaseResult> => new Map(cases.map((one) => [keyOf(one), one]));

function changeOf(then: CaseResult | null, now: CaseResult | null): Changed {
  const { id, title, answeredBy } = (now ?? then)!;
  const because = now?.because ?? null;
  return { id, title, answeredBy, before: then?.score ?? null, now: now?.score ?? null, because };
}
