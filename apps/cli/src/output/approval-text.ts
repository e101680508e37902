import type { Approval } from '../client/generated';
import { passagesText } from './passages';
import { amount, date, percent, plain } from './numbers';
import { pairs, table } from './tables';

/** Shares read as per cent: nobody sees 0.5 % in 0.00535714. */
const factText = (label: string, value: unknown): string =>
  typeof value === 'number' && /discount|probability|p\(win\)/i.test(label) ? percent(value) : plain(value);

/** A proposal as it must be read before it is decided: why, evidence, exact change. */
export function approvalText(a: Approval): string {
  const { attention } = a;
  const assumed = attention.priors.length > 0 ? `; assumed: ${attention.priors.join(', ')}` : '';
  return [
    a.title,
    a.why,
    '',
    pairs([
      ['Id', a.actionId],
      ['State', `${a.state}${a.reason ? `: ${a.reason}` : ''}`],
      ['About', `${a.subject.label} (${a.subject.ref})`],
      ['Account', a.account ? `${a.account.name ?? a.account.id}, ${a.tier}` : `none known, so ${a.tier}`],
      ['Owner', a.owner?.name ?? a.owner?.id ?? '–'],
      ...(a.firstBy
        ? [['First', `approved by ${a.firstBy.name ?? a.firstBy.id}; a second person is asked`] as const]
        : []),
      ['To decide', a.approver ? `${a.approver.person?.name ?? a.approver.role} until ${date(a.expiresAt)}` : '–'],
      ...(a.alsoAsked
        ? [['Escalated', `from ${a.alsoAsked.person?.name ?? a.alsoAsked.role}; either may decide`] as const]
        : []),
      ['Worth', `${amount(attention.expectedValue, 'money')} for ${attention.minutes} minutes${assumed}`],
      ...(a.cannotDecideBecause ? [['Note', a.cannotDecideBecause] as const] : []),
    ]),
    '',
    'Evidence',
    table(a.evidence, [
      { head: 'what', value: (e) => e.label },
      { head: 'value', value: (e) => factText(e.label, e.value) },
      { head: 'source', value: (e) => e.source },
    ]) || 'none',
    ...passagesText(a.citations),
    ...(a.draft ? ['', 'Draft', a.draft] : []),
    '',
    'Exact change',
    table(a.diff, [
      { head: 'record', value: (d) => d.record },
      { head: 'field', value: (d) => d.label },
      { head: 'now', value: (d) => plain(d.current) },
      { head: 'set', value: (d) => plain(d.set) },
      { head: '', value: (d) => (d.changedSince ? 'changed since it was proposed' : '') },
    ]),
  ].join('\n');
}
