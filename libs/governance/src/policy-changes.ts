import type { Ruling } from './decide';
import { sha256Canonical } from './digest';
import type { Policy } from './policy';
import { APPROVER_IN_WORDS, refinementInWords } from './policy-words';

/** One thing that is otherwise in another policy. */
export interface PolicyChange {
  /** `docket.decisionsPerRep`, `refinements.large-terms` */
  path: string;
  /** Null where it was not there, or is not there any more. */
  before: unknown;
  after: unknown;
  words: string;
}

const isMap = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const same = (a: unknown, b: unknown): boolean => sha256Canonical(a ?? null) === sha256Canonical(b ?? null);

/** What is otherwise in `after`, refinements by their id, everything else value by value. */
export function policyChanges(before: Policy, after: Policy): PolicyChange[] {
  const { refinements: old, ...values } = before;
  const { refinements: now, ...newValues } = after;
  const changes: PolicyChange[] = [];
  for (const id of new Set([...old, ...now].map((r) => r.id))) {
    const [was, is] = [old.find((r) => r.id === id) ?? null, now.find((r) => r.id === id) ?? null];
    if (same(was, is)) continue;
    const words = [
      ...(was ? [`${is ? 'was' : 'no longer'}: ${refinementInWords(was)}`] : []),
      ...(is ? [`${was ? 'now' : 'new'}: ${refinementInWords(is)}`] : []),
      ...(was && is && refinementInWords(was) === refinementInWords(is) ? ['other reason'] : []),
    ];
    changes.push({ path: `refinements.${id}`, before: was, after: is, words: words.join('; ') });
  }
  return [...changes, ...valueChanges(values, newValues, '')];
}

function valueChanges(before: unknown, after: unknown, path: string): PolicyChange[] {
  if (isMap(before) && isMap(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      valueChanges(before[key], after[key], path ? `${path}.${key}` : key),
    );
  if (same(before, after)) return [];
  const words = `${said(before)} → ${said(after)}`;
  return [{ path, before: before ?? null, after: after ?? null, words }];
}

function said(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return isMap(value) ? JSON.stringify(value) : String(value);
}

/** How another policy rules on the same proposal. */
export interface OtherRuling {
  /** Kind of difference, so that many can be counted: `approve → prepare`. */
  kind: string;
  before: string;
  after: string;
  /** What the other policy's refinements say of it. */
  why: string[];
}

/** Null where both rule the same in everything that is acted upon: mode, approver and time. */
export function otherRuling(before: Ruling, after: Ruling): OtherRuling | null {
  const [was, is] = [rulingInWords(before), rulingInWords(after)];
  if (was === is) return null;
  const kind =
    before.mode !== after.mode
      ? `${before.mode} → ${after.mode}`
      : before.approver.role !== after.approver.role
        ? `${APPROVER_IN_WORDS[before.approver.role]} → ${APPROVER_IN_WORDS[after.approver.role]}`
        : before.secondApprover !== after.secondApprover
          ? 'four eyes'
          : before.selfApproval !== after.selfApproval
            ? 'self-approval'
            : 'time to decide';
  const added = after.refinements.filter((id) => !before.refinements.includes(id));
  const why = after.why.slice(1).filter((_, i) => added.includes(after.refinements[i]!));
  return { kind, before: was, after: is, why };
}

/** `manager approves within 5 business days` */
export function rulingInWords(ruling: Ruling): string {
  const { mode, approver, secondApprover, selfApproval, expiresInBusinessDays: days } = ruling;
  if (mode === 'prepare') return 'prepared only';
  if (mode === 'autonomous') return 'runs alone';
  const second = secondApprover === null ? '' : ` and ${APPROVER_IN_WORDS[secondApprover]} as a second`;
  const own = selfApproval ? '' : ', nobody their own';
  return `${APPROVER_IN_WORDS[approver.role]} approves${second} within ${days} business ${days === 1 ? 'day' : 'days'}${own}`;
}
