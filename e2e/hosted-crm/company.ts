/** A small maker of machine controls, as both CRMs hold it. Days are counted back from today. */
export interface CompanyDeal {
  name: string;
  account: string;
  owner: PersonKey;
  amount: number;
  createdAgo: number;
  /** Where it stands: `working` has been discovered, `offered` has a proposal out. */
  stage: 'working' | 'offered' | 'won' | 'lost';
  /** Days ago it came to that stage. */
  since: number;
}

export const PEOPLE = {
  lena: { first: 'Lena', last: 'Brandt', email: 'lena.brandt@nordlicht.example' },
  tom: { first: 'Tom', last: 'Weiss', email: 'tom.weiss@nordlicht.example' },
  ada: { first: 'Ada', last: 'Kern', email: 'ada.kern@nordlicht.example' },
} as const;
export type PersonKey = keyof typeof PEOPLE;

export const ACCOUNTS = [
  { name: 'Bergmann Pumpen', country: 'Germany', employees: 420, revenue: 88_000_000, owner: 'lena' },
  { name: 'Hafenlogistik Kiel', country: 'Germany', employees: 150, revenue: 31_000_000, owner: 'lena' },
  { name: 'Molkerei Allgäu', country: 'Germany', employees: 610, revenue: 140_000_000, owner: 'tom' },
  { name: 'Ringwald Papier', country: 'Austria', employees: 260, revenue: 52_000_000, owner: 'tom' },
  { name: 'Stadtwerke Lindau', country: 'Germany', employees: 90, revenue: 24_000_000, owner: 'lena' },
] as const;

export const CONTACTS = [
  { first: 'Jonas', last: 'Ritter', title: 'Head of Production', account: 'Bergmann Pumpen' },
  { first: 'Petra', last: 'Hahn', title: 'Chief Financial Officer', account: 'Bergmann Pumpen' },
  { first: 'Ole', last: 'Petersen', title: 'Managing Director', account: 'Hafenlogistik Kiel' },
  { first: 'Vroni', last: 'Huber', title: 'Plant Manager', account: 'Molkerei Allgäu' },
  { first: 'Karl', last: 'Ringwald', title: 'Owner', account: 'Ringwald Papier' },
  { first: 'Eva', last: 'Seiler', title: 'Head of Purchasing', account: 'Stadtwerke Lindau' },
] as const;

const won = (account: string, owner: PersonKey, amount: number, createdAgo: number, took: number): CompanyDeal => ({
  ...{ name: `${account}: controls ${createdAgo}`, account, owner, amount, createdAgo },
  ...{ stage: 'won', since: createdAgo - took },
});

/** Eight won in 20 to 120 days, four in five within 60: the two that wait longer than that are stalled. */
export const DEALS: readonly CompanyDeal[] = [
  won('Bergmann Pumpen', 'lena', 48_000, 330, 20),
  won('Hafenlogistik Kiel', 'lena', 21_000, 310, 30),
  won('Molkerei Allgäu', 'tom', 75_000, 300, 35),
  won('Ringwald Papier', 'tom', 33_000, 280, 40),
  won('Stadtwerke Lindau', 'lena', 18_000, 260, 45),
  won('Bergmann Pumpen', 'lena', 52_000, 240, 50),
  won('Molkerei Allgäu', 'tom', 64_000, 230, 60),
  won('Ringwald Papier', 'tom', 90_000, 220, 120),
  { ...won('Hafenlogistik Kiel', 'lena', 26_000, 200, 25), stage: 'lost' },
  { ...won('Stadtwerke Lindau', 'lena', 15_000, 190, 70), stage: 'lost' },
  { ...won('Molkerei Allgäu', 'tom', 40_000, 180, 90), stage: 'lost' },
  {
    ...{ name: 'Retrofit pump line 3', account: 'Bergmann Pumpen', owner: 'lena', amount: 120_000 },
    ...{ createdAgo: 95, stage: 'offered', since: 80 },
  },
  {
    ...{ name: 'Crane controls', account: 'Hafenlogistik Kiel', owner: 'lena', amount: 45_000 },
    ...{ createdAgo: 90, stage: 'working', since: 70 },
  },
  {
    ...{ name: 'Filling station', account: 'Molkerei Allgäu', owner: 'tom', amount: 60_000 },
    ...{ createdAgo: 100, stage: 'offered', since: 75 },
  },
  {
    ...{ name: 'Substation monitoring', account: 'Stadtwerke Lindau', owner: 'lena', amount: 38_000 },
    ...{ createdAgo: 20, stage: 'working', since: 10 },
  },
];

/** Talks people noted, days ago. */
export const MEETINGS = [
  {
    subject: 'Walk through the offer',
    account: 'Bergmann Pumpen',
    deal: 'Retrofit pump line 3',
    owner: 'lena',
    ago: 78,
  },
  { subject: 'Site visit', account: 'Hafenlogistik Kiel', deal: 'Crane controls', owner: 'lena', ago: 66 },
  { subject: 'First talk', account: 'Stadtwerke Lindau', deal: 'Substation monitoring', owner: 'lena', ago: 12 },
] as const;
