import type { ExportFile, ImportState } from './load-data';

const grouped = (n: number): string => n.toLocaleString('en-US');

const PLURALS: Readonly<Record<string, string>> = {
  person: 'people',
  activity: 'activities',
  opportunity: 'deals',
};
const SINGULARS: Readonly<Record<string, string>> = { opportunity: 'deal' };

/** `3,000 deals, 1 person`: what an import loaded, as people call it. */
export function recordsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([type, n]) => `${grouped(n)} ${n === 1 ? (SINGULARS[type] ?? type) : (PLURALS[type] ?? `${type}s`)}`)
    .join(', ');
}

/** What an import does at present and how much of it there is; null once it has ended. */
export function phaseInWords(phase: string, files: readonly ExportFile[], state: ImportState): string | null {
  switch (phase) {
    case 'reading': {
      const kilobytes = Math.ceil(files.reduce((sum, { content }) => sum + content.length, 0) / 1_024);
      return `reading ${grouped(files.length)} ${files.length === 1 ? 'file' : 'files'}, ${grouped(kilobytes)} KB`;
    }
    case 'writing':
      return 'writing what they hold to the CRM';
    case 'events':
      return `telling the agents of ${recordsInWords(state.counts ?? {})}`;
    default:
      return null;
  }
}
