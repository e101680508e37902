import {
  refinementInWords,
  tableInWords,
  type CompiledPolicy,
  type PolicyProblem,
  type RuleSource,
} from '@salesagent/governance';
import type {
  Policy,
  PolicyBacktest,
  PolicyDiff,
  PolicyExplanation,
  PolicyProposal,
  PolicySigned,
} from '../client/generated';
import { amount, count, date } from './numbers';
import { rejectedLines } from './rejected-text';
import { pairs, table } from './tables';

/** The decision table, and each refinement with its source, as programs get them. */
export function compiledAnswer({ policy, provenance }: CompiledPolicy) {
  return {
    table: tableInWords(policy),
    refinements: policy.refinements.map((r) => ({
      ...{ id: r.id, words: refinementInWords(r), why: r.why, source: provenance[r.id] ?? null },
    })),
  };
}

export function checkText(compiled: CompiledPolicy | null, problems: readonly PolicyProblem[]): string {
  if (!compiled)
    return problems
      .map((p) => `${p.file}:${p.line}:${p.column}: ${p.path} ${p.message}\n    ${p.suggestion}`)
      .join('\n');
  const { policy, provenance, version } = compiled;
  return [
    tableText(tableInWords(policy)),
    '',
    ...policy.refinements.map(
      (r) => `${r.id}: ${refinementInWords(r)}\n    ${r.why}  [${sourceText(provenance[r.id])}]`,
    ),
    '',
    `Version ${version}. P prepare, A a person approves each, M may run alone once earned.`,
  ].join('\n');
}

const tableText = (lines: Policy['table']): string =>
  table(lines, [
    { head: 'effect', value: (l) => l.effect },
    { head: 'ceilings', value: (l) => l.ceilings },
    { head: 'who', value: (l) => l.approver },
    { head: 'days', value: (l) => count(l.expiresInBusinessDays), right: true },
    { head: 'then', value: (l) => l.escalateTo ?? '–' },
    { head: 'tightened by', value: (l) => l.refinements.join(', ') || '–' },
  ]);

const sourceText = (source: Pick<RuleSource, 'layer' | 'file' | 'line'> | null | undefined): string =>
  source ? `${source.layer === 'base' ? 'the firm' : 'the company'}, ${source.file}:${source.line}` : 'not known';

export function policyText(p: Policy): string {
  const origin = p.origin === 'published' ? 'published and signed' : 'from the playbooks';
  return [
    tableText(p.table),
    '',
    ...p.rules.map(
      (r) => `${r.id}: ${r.words}\n    ${r.why ?? 'no reason given'}  [${sourceText(p.provenance[r.id])}]`,
    ),
    '',
    `Version ${p.version}, ${origin}, in force since ${date(p.since)}.`,
    ...(p.proposals.length > 0 ? ['', 'Waiting for a second signature'] : []),
    ...p.proposals.flatMap((one) => [
      `${one.version}  proposed ${date(one.proposedAt)} by ${one.by}: ${one.reason}`,
      ...one.changes.map((c) => `    ${c.path}: ${c.words}`),
    ]),
    ...rejectedLines(p.rejected),
  ].join('\n');
}

const MODES = { prepare: 'prepared only', approve: 'a person approves', autonomous: 'runs alone' } as const;

export function explainedText(e: PolicyExplanation): string {
  const { approver, mode } = e;
  const who = approver ? `${approver.role}${approver.personId ? ` (${approver.personId})` : ''}` : '–';
  return [
    `${e.action} on ${e.record}: ${MODES[mode]}${e.stopped ? ', and stopped by the kill switch' : ''}.`,
    '',
    pairs([
      ['Rule', e.rule],
      ['Why', e.why],
      ['Tier', `${e.tier.value}${e.tier.known ? '' : ' (none is known)'}`],
      ['Who', mode === 'approve' ? `${who}, within ${e.expiresInBusinessDays} business days` : '–'],
      ...(e.secondApprover ? [['And', `${e.secondApprover}, as a second person`] as const] : []),
      ...(e.selfApproval === false
        ? [['Own', 'who asked for it does not approve it; an edit needs a second person'] as const]
        : []),
      ['About', e.actionId ?? 'no proposal yet: only what the action is'],
      ['Content', e.content?.join(', ') ?? 'not known, so every rule on content holds'],
      ['Channel', e.channel ?? 'not known, so every rule on channels holds'],
      ['Policy', `${e.policyVersion}, ${e.policyOrigin === 'published' ? 'published' : 'from the playbooks'}`],
      ...e.refinements.map((r) => [`  ${r.id}`, sourceText(r.source)] as const),
    ]),
  ].join('\n');
}

export function diffText(d: PolicyDiff): string {
  if (d.changes.length === 0) return `Nothing is otherwise: policy ${d.inForce} is in force.`;
  return [
    `In force ${d.inForce}, this one ${d.candidate}.`,
    '',
    ...d.changes.map((c) => `${c.path}: ${c.words}`),
    '',
    ...differentlyText('Of what waits now', d.waiting),
    ...differentlyText(`Of the last ${d.recent.days} days, as each was known when it was made`, d.recent),
  ].join('\n');
}

function differentlyText(title: string, { proposals, changed, kinds, examples }: PolicyDiff['waiting']): string[] {
  const each = kinds.map((k) => `${k.kind}: ${count(k.count)}`).join(' · ');
  return [
    `${title}: ${count(changed)} of ${count(proposals)} proposals would be decided differently${each ? ` (${each})` : ''}`,
    ...examples.map(
      (e) =>
        `  ${e.actionId}  ${e.title}\n      ${e.before} → ${e.after}${e.why.length > 0 ? `  · ${e.why.join(' ')}` : ''}`,
    ),
  ];
}

export function backtestText(b: PolicyBacktest): string {
  const list = (of: Record<string, number>): string =>
    Object.entries(of)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${count(n)}`)
      .join(' · ') || '–';
  return [
    b.sentence,
    '',
    pairs([
      ['Whose turn', list(b.approvers)],
      ['Became', list(b.became)],
      ['Expected value', amount(b.expectedValue, 'money')],
      ['Policy', b.version],
    ]),
  ].join('\n');
}

export function proposedText(p: PolicyProposal): string {
  return [
    `Proposed policy ${p.version} in the place of ${p.replaces}:`,
    ...p.changes.map((c) => `  ${c.path}: ${c.words}`),
    `It is in force once a second person has signed it: salesagent policy sign ${p.version}`,
  ].join('\n');
}

export function signedText(s: PolicySigned): string {
  const n = s.rechecked;
  return `Policy ${s.version} is in force in the place of ${s.replaces}; ${count(n)} open ${n === 1 ? 'proposal is' : 'proposals are'} looked at again.`;
}
