import { startOfLocalDay, type ApproverRole, type Mode, type Policy } from '@salesagent/governance';
import type { Db, DocketState } from './docket-rows';
import { askedThen, proposedSince } from './policy-difference';

/** What a policy would have asked of people, had it been in force from a day on. */
export interface PolicyBacktest {
  version: string;
  /** First day, `YYYY-MM-DD`; null = from the first proposal of the log. */
  from: string | null;
  proposals: number;
  modes: Record<Mode, number>;
  /** Of those a person would have decided: whose turn it would have been. */
  approvers: Record<ApproverRole, number>;
  /** Of those a person would have decided: what became of them in fact. */
  became: Partial<Record<DocketState, number>>;
  /** Minutes of attention they would have taken; of `minutesUnknown` of them nothing was recorded. */
  minutes: number;
  minutesUnknown: number;
  /** Expected value of what would have been asked, in the company's currency. */
  expectedValue: number;
  sentence: string;
}

/**
 * Runs a policy over the proposals of the log. Each is decided with what was known when it was made: its own tier and
 * amount, the autonomy signed by then, that hour and business day. Other proposals than were made are not imagined,
 * and no daily cap is applied: it says what would have been asked, not on which day.
 */
export async function backtest(db: Db, policy: Policy, version: string, from: string | null): Promise<PolicyBacktest> {
  const since = from === null ? null : startOfLocalDay(from, policy.calendar.timeZone);
  const rows = await proposedSince(db, since, true);
  const ask = await askedThen(db);
  const result: PolicyBacktest = {
    ...{ version, from, proposals: rows.length, modes: { prepare: 0, approve: 0, autonomous: 0 } },
    ...{ approvers: { owner: 0, manager: 0, operations_vp: 0 }, became: {} },
    ...{ minutes: 0, minutesUnknown: 0, expectedValue: 0, sentence: '' },
  };
  for (const row of rows) {
    const { mode, approver } = ask(row, policy);
    result.modes[mode]++;
    if (mode !== 'approve') continue;
    result.approvers[approver.role]++;
    result.became[row.state] = (result.became[row.state] ?? 0) + 1;
    if (row.minutes === null) result.minutesUnknown++;
    else result.minutes += row.minutes;
    result.expectedValue += row.expected_value;
  }
  return { ...result, sentence: inWords(result) };
}

function inWords({ from, proposals, modes, minutes, minutesUnknown, expectedValue }: PolicyBacktest): string {
  const n = (count: number): string => Math.round(count).toLocaleString('en-US');
  const unknown = minutesUnknown > 0 ? ` (of ${n(minutesUnknown)} nothing was recorded)` : '';
  return [
    `${from === null ? 'On from the first proposal' : `On from ${from}`}: ${n(proposals)} ${proposals === 1 ? 'proposal' : 'proposals'},`,
    `${n(modes.approve)} for a person to approve, ${n(modes.prepare)} prepared only, ${n(modes.autonomous)} alone;`,
    `${n(minutes)} minutes of attention${unknown}, for an expected value of ${n(expectedValue)}.`,
  ].join(' ');
}
