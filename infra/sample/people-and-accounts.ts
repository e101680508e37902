import { addDays } from '@salesagent/canon/sales';
import type { Random } from './random';
import {
  CITIES,
  COMPANY_HEADS,
  COMPANY_TAILS,
  COUNTRIES,
  FIRST_NAMES,
  INDUSTRIES,
  LAST_NAMES,
  MISSPELT,
  REGION_OF,
  ROLES,
} from './words';

export interface Person {
  id: string;
  name: string;
  email: string;
  role: 'operations' | 'manager' | 'rep';
  managerId: string;
  region: string;
  active: boolean;
}

export interface Account {
  id: string;
  name: string;
  ownerId: string;
  parentId: string;
  industry: string;
  employees: number;
  /** Millions a year. */
  revenue: number;
  country: string;
  city: string;
  founded: number;
  segment: 'Enterprise' | 'Mid-market' | 'Small';
  tier: 'T1' | 'T2' | 'T3' | '';
  createdOn: string;
  domain: string;
}

export interface Contact {
  id: string;
  accountId: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  kind: (typeof ROLES)[number];
  country: string;
  consent: string;
  optedOut: boolean;
  createdOn: string;
}

/** One operations VP, a manager a region, and their reps; two reps have left and still own deals. */
export function people(random: Random): Person[] {
  const list: Person[] = [];
  const add = (role: Person['role'], managerId: string, region: string, active = true): Person => {
    const n = list.length;
    const name = `${FIRST_NAMES[(n * 7) % FIRST_NAMES.length]!} ${LAST_NAMES[(n * 11 + 3) % LAST_NAMES.length]!}`;
    const person = {
      id: `U${100 + n}`,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}@cascade.example`,
      role,
      managerId,
      region,
      active,
    };
    list.push(person);
    return person;
  };
  const head = add('operations', '', 'Global');
  for (const [region, reps] of [
    ['Americas', 11],
    ['UK & Nordics', 6],
    ['Central Europe', 7],
  ] as const) {
    const manager = add('manager', head.id, region);
    for (let i = 0; i < reps; i += 1) add('rep', manager.id, region, !(i === reps - 1 && random.chance(0.7)));
  }
  return list;
}

/** Accounts with the dirt of a real CRM: missing owners and tiers, misspelt industries, a few entered twice. */
export function accounts(random: Random, team: readonly Person[], from: string, anchor: string): Account[] {
  const list: Account[] = [];
  for (let n = 0; n < 392; n += 1) {
    const segment = random.weighted([
      ['Enterprise', 12],
      ['Mid-market', 33],
      ['Small', 55],
    ] as const);
    const country = random.weighted(COUNTRIES);
    const reps = team.filter((p) => p.role === 'rep' && p.region === REGION_OF[country]);
    const head = COMPANY_HEADS[n % COMPANY_HEADS.length]!;
    const name = `${head} ${COMPANY_TAILS[Math.floor(n / COMPANY_HEADS.length + n) % COMPANY_TAILS.length]!}`;
    const unique = list.some((a) => a.name === name) ? `${name} ${random.pick(CITIES[country]!)}` : name;
    const employees = Math.round(random.around({ Enterprise: 2_600, 'Mid-market': 420, Small: 70 }[segment], 0.5));
    const industry = random.weighted(INDUSTRIES);
    const tier = segment === 'Enterprise' ? 'T1' : segment === 'Mid-market' ? 'T2' : 'T3';
    list.push({
      id: `A${1001 + n}`,
      name: unique,
      ownerId: random.chance(0.03) ? '' : random.pick(reps).id,
      parentId: n > 60 && random.chance(0.04) ? `A${1001 + random.int(0, 50)}` : '',
      industry: random.chance(0.08) ? (MISSPELT[industry] ?? industry) : industry,
      employees,
      revenue: Math.round(employees * random.around(0.19, 0.4) * 10) / 10,
      country: random.chance(0.02) ? '' : country,
      city: random.pick(CITIES[country]!),
      founded: random.int(1952, 2019),
      segment,
      tier: random.chance(0.03) ? '' : tier,
      createdOn: addDays(from, -random.int(0, 500)),
      domain: `${unique.toLowerCase().replace(/[^a-z]+/g, '-')}.example`,
    });
  }
  for (let n = 0; n < 8; n += 1) {
    const twin = list[n * 31]!;
    const createdOn = earlier(addDays(from, random.int(50, 600)), anchor);
    list.push({
      ...twin,
      id: `A${1393 + n}`,
      name: `${twin.name}${random.pick([' Inc', ' GmbH', ' Ltd.'])}`,
      parentId: '',
      createdOn,
    });
  }
  return list;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** About three contacts an account, each account with somebody who decides and somebody who would speak for us. */
export function contacts(random: Random, companies: readonly Account[], anchor: string): Contact[] {
  const list: Contact[] = [];
  for (const account of companies) {
    const count =
      account.segment === 'Enterprise' ? random.int(4, 6) : random.int(2, account.segment === 'Small' ? 3 : 4);
    for (let n = 0; n < count; n += 1) {
      const firstName = random.pick(FIRST_NAMES);
      const lastName = random.pick(LAST_NAMES);
      const kind = n === 0 ? ROLES[random.int(2, 3)]! : n === 1 ? ROLES[random.int(0, 1)]! : random.pick(ROLES);
      list.push({
        id: `C${5001 + list.length}`,
        accountId: account.id,
        firstName,
        lastName,
        email: random.chance(0.05) ? '' : `${firstName}.${lastName}@${account.domain}`.toLowerCase(),
        phone: random.chance(0.4) ? '' : `+00 555 ${String(random.int(0, 9_999_999)).padStart(7, '0')}`,
        kind,
        country: account.country,
        consent: random.weighted([
          ['', 40],
          ['implied', 30],
          ['express', 20],
          ['none', 10],
        ] as const),
        optedOut: random.chance(0.04),
        createdOn: earlier(addDays(account.createdOn, random.int(0, 200)), anchor),
      });
    }
  }
  for (let n = 0; n < 15; n += 1) list.push({ ...list[n * 67]!, id: `C${5001 + list.length}` });
  return list;
}

/** Contacts by the account they work for. */
export function byAccountId(list: readonly Contact[]): Map<string, Contact[]> {
  const groups = new Map<string, Contact[]>();
  for (const contact of list) groups.set(contact.accountId, [...(groups.get(contact.accountId) ?? []), contact]);
  return groups;
}
