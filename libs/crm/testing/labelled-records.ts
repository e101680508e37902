import type { QualityRecord } from '../src/quality/duplicates';

/** Records of which is known which are the same: made from a seed, the way CRMs come to hold things twice. */
export interface LabelledSet {
  records: QualityRecord[];
  /** Pairs that are one, `a|b` in the order of the records. */
  same: Set<string>;
}

/** mulberry32: small, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = (text: string): string[] => text.split(' ');
const FIRST = words(
  'Alpine Blue Bright Cedar Clear Coastal Copper Crystal Delta Eastern Falcon First Global Golden Granite Harbor Iron Kestrel Lakeside Lunar Maple Meridian Nordic Northern Oak Orion Pacific Pioneer Prime Quantum Red River Rocky Royal Silver Southern Sterling Summit Union Urban Vertex Western Willow',
);
const SECOND = words(
  'Analytics Bank Biotech Capital Chemicals Construction Dental Design Dynamics Electronics Energy Engineering Foods Freight Health Hotels Industries Insurance Labs Logistics Machinery Media Medical Metals Motors Networks Optics Packaging Paper Pharma Plastics Power Printing Robotics Security Software Solar Steel Systems Telecom Textiles Tools Trading Transport Ventures Water Wireless',
);
const GIVEN = words(
  'Ada Ahmed Alice Amara Anna Bo Boris Carla Chen Clara Daniel Diego Elena Emma Erik Fatima Finn Greta Hana Hugo Ines Ivan Jana John Jonas Julia Kai Karin Lars Laura Lena Liam Lucia Marco Maria Mateo Mia Mohamed Nina Noah Olga Oscar Paul Petra Rosa Sam Sara Sofia Thomas Uma Viktor Wei Yara Zoe',
);
const FAMILY = words(
  'Adler Ahlberg Bauer Becker Bianchi Brown Castro Chandra Cohen Costa Dubois Eriksen Fischer Garcia Gruber Hansen Haas Ito Jensen Johnson Kaya Keller Kim Kowalski Lang Larsen Lopez Martin Mendes Meyer Moreau Moss Nakamura Nguyen Novak Olsen Park Patel Petrov Quinn Rossi Santos Schmidt Schneider Silva Singh Smith Tanaka Vogel Weber Wong Young Zimmermann',
);
const FORMS = ['', ' Inc', ' Inc.', ' Ltd', ' LLC', ' Corp.', ' GmbH', ', Inc.', ' Co'];
const COUNTRIES = ['Germany', 'United States', 'France', 'Italy', 'Sweden'];
const CITIES = words('Aurora Bergen Cologne Dover Essen Florence Graz Hamburg Izmir Jena');

/** 500 companies of which about a fifth are there twice, with slips, other legal forms, missing and other domains. */
export function labelledAccounts(seed: number): LabelledSet {
  const next = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const records: QualityRecord[] = [];
  const same = new Set<string>();
  const used = new Set<string>();
  while (used.size < 500) {
    const name = next() < 0.2 ? `${pick(FIRST)} ${pick(FIRST)} ${pick(SECOND)}` : `${pick(FIRST)} ${pick(SECOND)}`;
    if (used.has(name)) continue;
    used.add(name);
    const domain = `${name.replaceAll(' ', '').toLowerCase()}.com`;
    const place = { country: pick(COUNTRIES), city: pick(CITIES) };
    const website = next() < 0.75 ? domain : null;
    records.push({ id: `A${records.length}`, fields: { name: name + pick(FORMS), website, ...place } });
    if (next() >= 0.2) continue;
    const original = records.at(-1)!;
    const slipped = next() < 0.5 ? slip(name, next) : next() < 0.2 ? name.replace(' ', '') : name;
    const web = next() < 0.6 ? `https://www.${domain}/` : next() < 0.2 ? `${domain.slice(0, -4)}.eu` : null;
    const twin = { name: `${next() < 0.2 ? slipped.toUpperCase() : slipped}${pick(FORMS)}`, website: web };
    const city = next() < 0.15 ? pick(CITIES) : place.city;
    records.push({ id: `A${records.length}`, fields: { ...twin, country: place.country, city } });
    same.add(`${original.id}|${records.at(-1)!.id}`);
  }
  return { records, same };
}

/** 800 people in 200 companies, families and namesakes among them, about a sixth there twice. */
export function labelledContacts(seed: number): LabelledSet {
  const next = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const records: QualityRecord[] = [];
  const same = new Set<string>();
  const used = new Set<string>();
  const phone = () => `+49 30 ${Math.floor(1e6 + next() * 9e6)}`;
  while (used.size < 800) {
    const company = Math.floor(next() * 200);
    const [given, family] = [pick(GIVEN), pick(FAMILY)];
    if (used.has(`${given} ${family} ${company}`)) continue;
    used.add(`${given} ${family} ${company}`);
    const email = `${given}.${family}@company${company}.com`.toLowerCase();
    const fields = { name: `${given} ${family}`, accountId: `C${company}`, phone: next() < 0.6 ? phone() : null };
    records.push({ id: `P${records.length}`, fields: { ...fields, email: next() < 0.85 ? email : null } });
    if (next() >= 0.16) continue;
    const original = records.at(-1)!;
    const way = next();
    const name =
      way < 0.3
        ? slip(fields.name, next)
        : way < 0.45
          ? `${family}, ${given}`
          : way < 0.6
            ? `Dr. ${fields.name}`
            : fields.name;
    const mail =
      next() < 0.5 ? original.fields['email'] : next() < 0.4 ? `${given[0]}${family}@mail.com`.toLowerCase() : null;
    const account = next() < 0.85 ? fields.accountId : null;
    const number = next() < 0.5 && fields.phone ? fields.phone.replace('+49 ', '0') : null;
    records.push({ id: `P${records.length}`, fields: { name, email: mail, accountId: account, phone: number } });
    same.add(`${original.id}|${records.at(-1)!.id}`);
  }
  return { records, same };
}

/** One slip of the pen: two letters swapped, one left out, doubled, or another. */
function slip(text: string, next: () => number): string {
  const at = 1 + Math.floor(next() * (text.length - 2));
  const kind = Math.floor(next() * 4);
  if (kind === 0) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + text[at]! + text.slice(at);
  return text.slice(0, at) + 'aeiou'[Math.floor(next() * 5)]! + text.slice(at + 1);
}
