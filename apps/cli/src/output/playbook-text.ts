import type {
  ActionCoverage,
  PlaybookCheck,
  PlaybookCoverage,
  PlaybookDiff,
  PlaybookProblem,
  RuleSide,
  Share,
} from '@salesagent/playbook';
import { table } from './tables';

export const problemsText = (problems: readonly PlaybookProblem[]): string =>
  problems.map((p) => `${p.file}:${p.line}: ${p.message}\n    ${p.suggestion}`).join('\n');

export function checkText({ playbook, problems, off, drafts }: PlaybookCheck): string {
  return [
    ...(problems.length > 0 ? [problemsText(problems)] : []),
    `${playbook.sections.length} sections, version ${playbook.version}`,
    ...off.map(({ action, reason }) => `off: ${action}: ${reason}`),
    ...drafts.map(({ file, source }) => `draft, not in force: ${file}${source ? ` (from ${source.file})` : ''}`),
  ].join('\n');
}

export function coverageText({ actions, sections, thresholds }: PlaybookCoverage, named: boolean): string {
  return [
    table(actions, [
      { head: 'action', value: (a) => a.action },
      { head: 'section', value: (a) => (a.written ? a.section : '–') },
      { head: 'code', value: (a) => (a.inCode ? 'yes' : 'not yet') },
      { head: 'rules', value: (a) => String(a.rules), right: true },
      { head: 'templates', value: (a) => String(a.templates.length), right: true },
      { head: 'example', value: (a) => (a.workedExample ? 'yes' : 'no') },
      { head: 'thresholds', value: readText, right: true },
      { head: 'missing', value: (a) => a.missing.join('; ') },
    ]),
    ...(named ? ['', ...actions.flatMap(thresholdLines)] : []),
    '',
    `Actions with a section: ${shareText(sections)}`,
    `Thresholds used in code that come from the playbook: ${shareText(thresholds)}`,
  ].join('\n');
}

const readText = ({ inCode, reads }: ActionCoverage): string =>
  inCode ? `${reads.filter((r) => r.from !== null).length}/${reads.length}` : '–';

const thresholdLines = ({ action, reads }: ActionCoverage): string[] =>
  reads.map(({ path, from }) => `${action}: ${path}  [${from ?? 'not set'}]`);

const shareText = ({ have, of }: Share): string =>
  `${have} of ${of}${of === 0 ? '' : ` (${((100 * have) / of).toFixed(have === of ? 0 : 1)} %)`}`;

export function diffText(diff: PlaybookDiff): string {
  const { before, after, sections, rules, passages } = diff;
  const nothing = rules.length === 0 && passages.length === 0 && sections.added.length + sections.removed.length === 0;
  if (nothing) return `Nothing is otherwise: both say the same (version ${after}).`;
  return [
    `${before} → ${after}`,
    ...titled('Sections', [...sections.added.map((id) => `+ ${id}`), ...sections.removed.map((id) => `- ${id}`)]),
    ...titled(
      'Rules',
      rules.map((r) => `${r.rule}\n    ${sideText(r.before)}\n    → ${sideText(r.after)}`),
    ),
    ...titled(
      'Passages',
      passages.map((p) => `${SIGN[p.change]} ${p.id}  [${p.file}:${p.line}]`),
    ),
  ].join('\n');
}

const SIGN = { added: '+', removed: '-', changed: '~' } as const;

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title} (${lines.length})`, ...lines];

const sideText = (side: RuleSide | null): string =>
  side === null ? 'not set' : `${JSON.stringify(side.value)}  [${side.file}]`;
