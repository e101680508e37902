import type { Playbook, PlaybookAffected, PlaybookProposal, PlaybookSigned } from '../client/generated';
import { count, date } from './numbers';
import { rejectedLines } from './rejected-text';
import { indexedText } from './stack-search-text';

/** Changes, and the records affected by action; by name as far as they are told. */
export function affectedText(a: PlaybookAffected): string {
  if (a.changes.length === 0) return `Nothing is otherwise: playbook ${a.inForce} is in force.`;
  return [
    `In force ${a.inForce}, this one ${a.candidate}.`,
    '',
    ...a.changes,
    '',
    a.actions.length === 0
      ? 'No action reads any of it: nothing would be decided otherwise.'
      : `${records(a.subjects)} of which something would be decided otherwise, ${deals(a.deals)} among them.`,
    ...a.actions.flatMap(actionLines),
    ...a.others.map(
      (o) => `${o.service} acts by ${o.inForce}: it has another playbooks folder, or has yet to take up.`,
    ),
  ].join('\n');
}

const records = (n: number): string => (n === 1 ? '1 record' : `${count(n)} records`);
const deals = (n: number): string => (n === 1 ? '1 open deal' : `${count(n)} open deals`);

type ActionView = PlaybookAffected['actions'][number];
const KINDS = {
  new: 'new',
  gone: 'gone',
  changed: 'otherwise',
  worded: 'only worded otherwise',
  weighed: 'only weighed otherwise',
} as const;

function actionLines({ action, off, looked, counts, subjects, leftOut, failures }: ActionView): string[] {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) =>
    counts[kind] > 0 ? [`${count(counts[kind])} ${KINDS[kind]}`] : [],
  );
  return [
    '',
    `${action}: of ${records(looked)} ${kinds.join(', ') || 'none otherwise'}`,
    ...(off.before !== null && off.after === null ? [`  on again; it was off: ${off.before}`] : []),
    ...(off.before === null && off.after !== null ? [`  off: ${off.after}`] : []),
    ...(off.before !== null && off.after !== null ? [`  stays off: ${off.after}`] : []),
    ...subjects.map((s) => `  ${s.subject}  ${s.label}\n      ${s.before ?? 'nothing'} → ${s.after ?? 'nothing'}`),
    ...(leftOut > 0 ? [`  and ${count(leftOut)} more`] : []),
    ...(failures ? [`  ${records(failures.count)} could not be asked about: ${failures.first}`] : []),
  ];
}

export function proposedText({
  proposal,
  affected,
}: {
  proposal: PlaybookProposal;
  affected: PlaybookAffected;
}): string {
  return [
    affectedText(affected),
    '',
    `Proposed as ${proposal.version}, in place of ${proposal.replaces}. A second person looks at it with`,
    `\`salesagent playbook sign ${proposal.version} --dry-run\` and signs it without --dry-run.`,
  ].join('\n');
}

export const signedText = ({ version, replaces, digest }: PlaybookSigned): string =>
  `Playbook ${version} is in force in place of ${replaces} (SHA-256 ${digest}). ` +
  'Agents take it up now and look again at everything.';

export function playbookText(p: Playbook): string {
  const own = p.sections.filter(({ files }) => files.some((file) => file.startsWith('companies/')));
  const origin = p.published
    ? `published: proposed by ${p.published.by}, signed by ${p.published.signedBy} on ${date(p.published.signedAt)}`
    : 'from the playbooks folder';
  return [
    `Playbook ${p.version} of ${p.company} is in force, ${origin}.`,
    ...(p.published && p.published.version !== p.version
      ? [`Signed was ${p.published.version}: the firm's playbook or the files that are not published changed since.`]
      : []),
    `${count(p.sections.length)} sections, ${own.length === 0 ? 'all of them the firm’s alone' : `the company has its own in ${count(own.length)}`}`,
    ...own.map(({ id, version, files }) => `  ${id}  ${version}  [${files.join(', ')}]`),
    ...p.services.flatMap((one) => serviceLines(one, p.version)),
    ...indexedText(p.passages),
    ...(p.proposals.length > 0 ? ['', 'Waiting for a second signature'] : []),
    ...p.proposals.flatMap((one) => [
      `${one.version}  proposed ${date(one.proposedAt)} by ${one.by}: ${one.reason}`,
      ...(one.affected
        ? [`    ${records(one.affected.subjects)} affected, ${deals(one.affected.deals)} among them`]
        : []),
      ...one.changes.map((line) => `    ${line}`),
    ]),
    ...rejectedLines(p.rejected),
  ].join('\n');
}

function serviceLines({ service, version, off }: Playbook['services'][number], inForce: string): string[] {
  return [
    ...(version === null ? [`${service} does not answer.`] : []),
    ...(version !== null && version !== inForce
      ? [`${service} acts by ${version} and has yet to take this one up, or has another playbooks folder.`]
      : []),
    ...off.map(({ action, reason }) => `${action} is off: ${reason}`),
  ];
}
