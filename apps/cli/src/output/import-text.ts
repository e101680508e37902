import type { AcceptedDraft } from '../playbook/import/accept-draft';
import type { DraftState, PassageDifference } from '../playbook/import/plan-import';
import type { ImportedSection, ImportResult } from '../playbook/import/run-import';

/** What `playbook import` prints for programs. */
export function importJson({ title, edition, paging, warnings, sections }: ImportResult, output: string): object {
  return {
    ...{ title, source: edition, paging, output, warnings },
    sections: sections.map(({ id, file, state, insteadOf, topics, draft, replaces, numbers, differences }) => ({
      ...{ id, file, state, insteadOf, pages: pagesOf(topics.map(({ topic }) => topic.page)), replaces },
      passages: topics.map(({ topic, suggestion }, i) => ({
        ...{ id: draft ? `${id}#${draft.section.passages[i]?.slug}` : null, heading: topic.heading, page: topic.page },
        suggestion: suggestion && {
          ...{ section: suggestion.section, stage: suggestion.stage, confidence: rounded(suggestion.confidence) },
          why: suggestion.why.map((part) => ({ ...part, score: rounded(part.score) })),
        },
      })),
      ...{ numbers, differences },
    })),
  };
}

const STATES: Record<DraftState, string> = {
  new: 'draft written',
  updated: 'draft written again',
  unchanged: 'as before',
  kept: 'edited or signed off since: left as it is',
  gone: 'no longer in the document: left as it is',
};

export function importText({ title, edition, paging, sections }: ImportResult, company: string | null): string {
  const unit = paging ?? 'page';
  const drafts = sections.filter(({ draft }) => draft !== null);
  const first = drafts.find(({ state }) => state === 'new' || state === 'updated');
  const sign =
    first && company ? `\n  salesagent playbook import --accept ${first.id} --company ${company} --by NAME` : '';
  return [
    `${title}  [${edition.file}, SHA-256 ${edition.sha256.slice(0, 16)}…]`,
    ...sections.flatMap((section) => ['', ...sectionLines(section, unit)]),
    '',
    `${count(drafts.length, 'draft')}, not in force until somebody signs:${sign || ' look at them first.'}`,
  ].join('\n');
}

function sectionLines(section: ImportedSection, unit: string): string[] {
  const { id, state, insteadOf, topics, replaces, numbers, differences } = section;
  const pages = pagesOf(topics.map(({ topic }) => topic.page));
  return [
    `${id}  ${STATES[state]}${pages.length > 0 ? `  (${unit} ${pages.join(', ')})` : ''}`,
    ...(insteadOf ? [`  is about ${insteadOf}, where another file of the company stands: move it there by hand`] : []),
    ...topics.flatMap(({ topic, suggestion }) => {
      const page = topic.page === null ? '' : `  ${unit} ${topic.page}`;
      if (!suggestion) return [`  - ${topic.heading}${page}`];
      const { section: to, stage, confidence, why } = suggestion;
      const about = to ? `about ${to}` : stage ? `of ${stage}` : 'about nothing the base playbook has';
      return [
        `  - ${topic.heading}${page}: ${about}, confidence ${rounded(confidence)}`,
        ...why.slice(0, 1).map(({ words, passage }) => `      since “${clipped(words)}” finds ${passage}`),
      ];
    }),
    ...replaces.map((passage) => `  would replace ${passage}`),
    ...numbers.map(({ written, playbook, rule, file, line, said }) => {
      return `  you write ${written}, the base says ${playbook} (${rule}, ${file}:${line}): “${clipped(said)}”`;
    }),
    ...(state === 'new' ? [] : differences.flatMap((difference) => differenceLines(difference, unit))),
  ];
}

function differenceLines({ slug, change, page, before, now }: PassageDifference, unit: string): string[] {
  const lines = (sign: string, text: string | null): string[] =>
    text === null ? [] : text.split('\n').map((line) => `      ${sign} ${line}`);
  return [
    `  ${change}: #${slug}${page === null ? '' : `  ${unit} ${page}`}`,
    ...(change === 'changed' ? [...lines('-', before), ...lines('+', now)] : []),
  ];
}

export function acceptedText({ id, file, signedOff, passages }: AcceptedDraft): string {
  return [
    `${id} is signed off by ${signedOff.by} on ${signedOff.on}  [${file}]`,
    ...passages.map((passage) => `  ${passage}`),
    'It is a section of the folder now; a running stack takes it up by `salesagent playbook publish`.',
  ].join('\n');
}

const pagesOf = (pages: readonly (number | null)[]): number[] => [...new Set(pages.filter((page) => page !== null))];
const clipped = (text: string): string => (text.length > 90 ? `${text.slice(0, 88).trimEnd()} …` : text);
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const rounded = (value: number): number => Math.round(value * 100) / 100;
