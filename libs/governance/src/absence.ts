/** From a first to a last day away, in the company's calendar (`YYYY-MM-DD`), and who decides meanwhile. */
export interface Absence {
  personId: string;
  from: string;
  until: string;
  /** Null: their manager. */
  delegateId: string | null;
}

export interface Colleague {
  /** False: has left. */
  active: boolean;
  managerId: string | null;
}

/** Who is there: the people of the CRM and those of them who are away now. */
export interface Presence {
  people: ReadonlyMap<string, Colleague>;
  away: ReadonlyMap<string, Pick<Absence, 'delegateId'>>;
}

/**
 * Who decides in somebody's place. Who has left: their manager does. Who is away: their delegate does; is that one
 * away or gone too, the delegate's manager, then their own. A delegation is not handed on: the delegate of a delegate
 * is nobody's choice. Of people the CRM does not know it is taken that they are there.
 *
 * @param not people who must not stand in here, the requester for instance; they count as away without a delegate
 * @returns the person; null when nobody up to the top is there
 */
export function standIn(
  personId: string,
  { people, away }: Presence,
  not: ReadonlySet<string> = new Set(),
): string | null {
  const seen = new Set<string>();
  const isHere = (id: string): boolean =>
    people.get(id)?.active !== false && !away.has(id) && (id === personId || !not.has(id));
  const climb = (id: string | null): string | null => {
    if (id === null || seen.has(id)) return null;
    seen.add(id);
    if (isHere(id)) return id;
    const managerId = people.get(id)?.managerId ?? null;
    const delegateId = people.get(id)?.active === false ? null : (away.get(id)?.delegateId ?? null);
    if (delegateId === null) return climb(managerId);
    if (isHere(delegateId)) return delegateId;
    return climb(people.get(delegateId)?.managerId ?? null) ?? climb(managerId);
  };
  return climb(personId);
}

export type AbsenceState = 'planned' | 'standing' | 'over';

/** How an absence stands on a day of the company's calendar. */
export function absenceOn(day: string, { from, until }: Pick<Absence, 'from' | 'until'>): AbsenceState {
  return day < from ? 'planned' : day <= until ? 'standing' : 'over';
}

const MOST_DAYS = 366;

/** Why an absence cannot be set, with what to do instead; null when it can. */
export function absenceProblem(absence: Absence, today: string, people: ReadonlyMap<string, Colleague>): string | null {
  const { personId, from, until, delegateId } = absence;
  if (!people.has(personId)) return `There is no person ${personId} in the CRM`;
  if (until < from) return `It ends on ${until}, before it begins on ${from}`;
  if (until < today) return `${until} is over; give a last day that is still to come`;
  if (Date.parse(until) - Date.parse(from) > MOST_DAYS * 86_400_000)
    return `From ${from} until ${until} is more than ${MOST_DAYS} days; hand the accounts over in the CRM instead`;
  if (delegateId === null) return null;
  if (delegateId === personId) return 'Nobody is their own delegate; leave the delegate out and the manager decides';
  if (!people.has(delegateId)) return `There is no person ${delegateId} in the CRM to delegate to`;
  if (people.get(delegateId)?.active === false) return `${delegateId} has left; name somebody who is here`;
  return null;
}
