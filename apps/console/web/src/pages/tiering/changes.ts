import type { People, Tiering, TieringRow } from '../../api/generated/types.gen';
import { counted } from '../../format/number';

/** What a signature would change of the tiers there are now: fewer rights for agents, or more. */
export interface Changes {
  given: number;
  raised: number;
  lowered: number;
  same: number;
}

/** T1 is the highest: an account that goes from T1 to T2 is lowered. */
export function changesOf(list: readonly TieringRow[]): Changes {
  const changes: Changes = { given: 0, raised: 0, lowered: 0, same: 0 };
  for (const { current, tier } of list) {
    if (!current) changes.given += 1;
    else if (current === tier) changes.same += 1;
    else if (tier < current) changes.raised += 1;
    else changes.lowered += 1;
  }
  return changes;
}

/** `211 accounts keep their tier, 189 are lowered, …` */
export function changesInWords({ given, raised, lowered, same }: Changes): string {
  const parts = [
    given > 0 && `${counted(given, 'account gets its', 'accounts get their')} first tier`,
    lowered > 0 && `${counted(lowered, 'is lowered', 'are lowered')} (agents may do more there)`,
    raised > 0 && `${counted(raised, 'is raised', 'are raised')} (agents may do less there)`,
    same > 0 && `${counted(same, 'keeps its tier', 'keep their tier')}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'Nothing would change.' : `${parts.join(', ')}.`;
}

/** Where the accounts stand before and after the signature. */
export function standingInWords({ state, list }: Tiering): string {
  if (state !== 'unsigned') return 'It is signed; an account without a tier counts as T1.';
  const without = list.filter(({ current }) => !current).length;
  if (without === list.length) return 'Until this is signed every account counts as T1.';
  return `${counted(list.length - without, 'account has', 'accounts have')} a tier from the CRM; the ${without} without one count as T1. ${changesInWords(changesOf(list))}`;
}

/** Who signed, by name where it is one of the company's people. */
export function signerName(by: string, people: People['people'] | undefined): string {
  if (by === 'operations') return 'the operations VP';
  return people?.find(({ id }) => id === by)?.name ?? by;
}
