import type { Playbook } from '../../api/generated/types.gen';

export type SectionRow = Playbook['sections'][number];

export interface Chapter {
  /** `4-progression`, `conduct` */
  folder: string;
  title: string;
  sections: SectionRow[];
}

/** Sections by folder: stages in their order, then conduct and what else a company has written; the overview comes first. */
export function chapters(sections: readonly SectionRow[]): Chapter[] {
  const folders = groupedBy(sections, ({ id }) => id.slice(0, id.indexOf('/')));
  return [...folders]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([folder, inside]) => ({
      folder,
      title: inside.find(({ id }) => isOverview(id))?.title ?? folder.charAt(0).toUpperCase() + folder.slice(1),
      sections: inside.toSorted(
        (a, b) => Number(isOverview(b.id)) - Number(isOverview(a.id)) || a.title.localeCompare(b.title),
      ),
    }));
}

/** What has the same key, together, in the order in which each key comes first. */
export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

const isOverview = (id: string): boolean => id.endsWith('/stage');

export const WHOSE: Record<SectionRow['whose'], string> = {
  firm: 'the firm',
  both: 'the firm, with the company’s changes',
  company: 'the company',
};
