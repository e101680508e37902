import { recordRef } from '@salesagent/canon/sales';

const DEAL = 'opportunity/';

/** The deal a subject is (`opportunity/1C1I7A6R`); null of contacts, accounts and none. */
export const dealIdOf = (subject: string | null): string | null =>
  subject?.startsWith(DEAL) ? subject.slice(DEAL.length) : null;

export const refOfDeal = (id: string): string => recordRef('opportunity', id);

/** The same in SQL. */
export const dealIdIn = (subjectColumn: string): string =>
  `case when ${subjectColumn} like '${DEAL}%' then substr(${subjectColumn}, ${DEAL.length + 1}) end`;
