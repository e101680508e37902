import { Inject, Injectable } from '@nestjs/common';
import { mayReadOwner, seesEverything, type PeopleDirectory, type Principal, type Teammate } from '@salesagent/auth';
import { isSealed } from '@salesagent/canon/events';
import type { CompanyAsOf, DealAsOf } from '@salesagent/canon/kpi';
import type { Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { Analyst } from '../analysis/analyst';
import type { Labels } from '../projection/read-company';
import { AskedDay } from './asked';

/** What a person sees of the company: the whole of it, or the deals of their team, judged by the whole's yardstick. */
export function visibleCompany(company: CompanyAsOf, principal: Principal): CompanyAsOf {
  if (seesEverything(principal)) return company;
  const sees = (ownerId: string | null): boolean => mayReadOwner(principal, ownerId);
  return {
    ...company,
    deals: company.deals.filter((d) => sees(d.ownerId)),
    targets: company.targets.filter((t) => sees(t.ownerId)),
  };
}

/** What people call the company: its configured name, else the slug in words. */
export function companyName({ company, companyName: name }: Pick<Config, 'company' | 'companyName'>): string {
  const words = company.replaceAll('-', ' ');
  return name ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whose deals an answer to this person is about, for the heading of a document. */
export function scopeInWords(principal: Principal): string {
  if (seesEverything(principal)) return 'the whole company';
  return principal.roles.includes('manager')
    ? `the deals of the team of ${principal.name}`
    : `the deals of ${principal.name}`;
}

export const visibleTo =
  (principal: Principal) =>
  (deal: DealAsOf): boolean =>
    mayReadOwner(principal, deal.ownerId);

/** Who reports to whom, for the sign-in guard. */
@Injectable()
export class Directory implements PeopleDirectory {
  constructor(
    @Inject(Analyst) private readonly analyst: Analyst,
    @Inject(AskedDay) private readonly asked: AskedDay,
  ) {}

  async people(): Promise<Iterable<Teammate>> {
    return (await this.analyst.reading(await this.asked.of({}))).team;
  }
}

/** Opens the names of people; null where a person was erased. */
@Injectable()
export class Names {
  constructor(@Inject(Sealer) private readonly sealer: Sealer) {}

  async open(labels: Labels): Promise<Omit<Labels, 'people'> & { people: Map<string, string | null> }> {
    const ids = [...labels.people.keys()];
    const names = (await this.sealer.openDeep([...labels.people.values()])) as unknown[];
    const said = (v: unknown): string | null => (typeof v === 'string' && !isSealed(v) ? v : null);
    return { ...labels, people: new Map(ids.map((id, i) => [id, said(names[i])])) };
  }
}
