import type { RecordType } from '@salesagent/canon/sales';
import type { FieldDescription, HostedKind, HostedRecord, ObjectDescription } from '../../hosted/port';
import type { Condition, FieldSource } from '../file-schema';
import { isEmpty } from '../read-value';
import { candidatesFor, samplesOf, type Candidate, type Confidence } from './match-fields';
import { normalName, normalObject } from './names';
import { discoverStages, type DiscoveredStages } from './discover-stages';
import { leftOver } from './left-over';
import { sampleShown } from './samples';
import { sourceDetails } from './source-details';
import { STAGE_FIELDS } from './standard-fields';
import { rolesOf } from './standard-objects';

/** What is known of a CRM: its descriptions and some records of each object. */
export interface CrmSource {
  crm: HostedKind;
  objects: readonly ObjectDescription[];
  /** Samples; fields that are personal in canon are shown by their shape only. */
  records: readonly HostedRecord[];
}

export interface DiscoveredField {
  canon: string;
  source: FieldSource;
  confidence: Confidence;
  why: string;
  samples: string[];
  /** Other CRM fields that might have been meant. */
  also: string[];
}

export interface DiscoveredObject {
  object: string;
  type: RecordType;
  confidence: 'high' | 'medium';
  why: string;
  when: Record<string, Condition> | null;
  ids: string | null;
  fields: DiscoveredField[];
}

/** A field or a whole object that has no place in the draft. */
export interface NotMapped {
  object: string;
  /** `null`: the whole object. */
  field: string | null;
  /** Records of the sample that have a value in it. */
  filled: number;
  of: number;
  why: string;
}

export interface Discovery {
  crm: HostedKind;
  objects: DiscoveredObject[];
  stages: DiscoveredStages | null;
  notMapped: NotMapped[];
}

/** A first reading of a company's CRM: what its objects and fields are in canon, how sure, and what is left. */
export function discover({ crm, objects, records }: CrmSource): Discovery {
  const discovery: Discovery = { crm, objects: [], stages: null, notMapped: [] };
  const ownActivities = objects.some((o) => ['call', 'meeting'].includes(normalObject(o.name)));
  for (const description of objects) {
    const { name, fields } = description;
    // Deleted records still say what their fields hold.
    const own = records.filter((r) => r.object === name && Object.keys(r.values).length > 0);
    const roles = rolesOf(name, ownActivities);
    const found = roles.map((role) => discoverObject(description, role.type, own, crm, roles.length > 1));
    const stages = roles.some((r) => r.type === 'opportunity') ? discoverStages(fields, own) : null;
    discovery.stages ??= stages;
    roles.forEach((role, i) => {
      const field = role.when && fields.find((f) => normalName(f.name) === role.when!.field);
      const when = field ? { [field.name]: role.when!.condition } : null;
      const { type, confidence, why } = role;
      const ids = crm === 'salesforce' ? (role.ids ?? null) : null;
      if (found[i]!.length > 0)
        discovery.objects.push({ object: name, type, confidence, why, when, ids, fields: found[i]! });
    });
    discovery.notMapped.push(...leftOver(description, own, roles.length > 0, found.flat(), stages));
  }
  return discovery;
}

const BETTER: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };
const SAMPLES = 3;

function discoverObject(
  { name, fields }: ObjectDescription,
  type: RecordType,
  records: readonly HostedRecord[],
  crm: HostedKind,
  shared: boolean,
): DiscoveredField[] {
  const values = (field: string) => samplesOf(records, field);
  const isOfKind = ITS_OWN_TYPE.has(normalObject(name));
  const candidates = candidatesFor(type, fields, values).filter(
    (c) => !ofTheStage(type, c) && !(isOfKind && type === 'activity' && c.canon === 'type'),
  );
  const best = [...candidates].sort((a, b) => BETTER[a.confidence] - BETTER[b.confidence] || a.rank - b.rank);
  const found: DiscoveredField[] = [];
  const taken = new Set<string>();
  for (const candidate of best) {
    const { canon, field, confidence, why } = candidate;
    if (found.some((f) => f.canon === canon) || taken.has(field.name)) continue;
    const rivals = best.filter((c) => c.canon === canon && c.field.name !== field.name);
    const seen = values(field.name).filter((v) => !isEmpty(v));
    const details = sourceDetails(type, canon, field, crm, seen.map(String));
    const backup = rivals.filter((c) => c.confidence === 'high' && ALTERNATIVES.has(canon)).map((c) => c.field.name);
    const source: FieldSource = { field: field.name, ...(backup.length > 0 ? { or: backup } : {}), ...details };
    const samples = [...new Set(seen.map((v) => sampleShown(v, type, canon, field)))].slice(0, SAMPLES);
    found.push({
      canon,
      source,
      confidence,
      why,
      samples,
      also: named(rivals).filter((n) => !backup.includes(n)),
    });
    taken.add(field.name);
  }
  found.push(...fullName(type, found, fields), ...(type === 'opportunity' ? stageDates(found, fields) : []));
  found.push(...constants(name, type, found));
  return shared && !found.some((f) => f.confidence !== 'low' && f.source.value === undefined) ? [] : found;
}

/** HubSpot's objects of one kind of activity each. */
const ITS_OWN_TYPE = new Set(['call', 'email', 'meeting', 'note']);

/** Guesses beside something sure help nobody. */
const named = (rivals: readonly Candidate[]): string[] =>
  rivals.filter((c) => c.confidence !== 'low').map((c) => c.field.name);

/** Canon fields for which a second standard field is read where the first is empty. */
const ALTERNATIVES = new Set(['phone', 'happenedAt', 'website']);

/** The fields that say where a deal stands are of `stages`. */
function ofTheStage(type: RecordType, { canon, field }: Candidate): boolean {
  if (type !== 'opportunity') return false;
  const name = normalName(field.name);
  return (
    ['crmStage', 'subStage', 'outcome'].includes(canon) ||
    Object.values(STAGE_FIELDS)
      .flat()
      .some((n) => n === name)
  );
}

/** HubSpot has a first and a last name and no whole one. */
function fullName(type: RecordType, found: DiscoveredField[], fields: readonly FieldDescription[]): DiscoveredField[] {
  if ((type !== 'contact' && type !== 'person') || found.some((f) => f.canon === 'name')) return [];
  const parts = ['firstname', 'lastname'].map((n) => fields.find((f) => normalName(f.name) === n)?.name);
  if (!parts[0] || !parts[1]) return [];
  const source = { join: [parts[0], parts[1]] };
  return [{ canon: 'name', source, confidence: 'high', why: 'standard fields', samples: [], also: [] }];
}

/** HubSpot has a property for each stage with when it was entered. */
function stageDates(found: DiscoveredField[], fields: readonly FieldDescription[]): DiscoveredField[] {
  if (found.some((f) => f.canon === 'stageEnteredAt')) return [];
  const stages = fields.find((f) => f.options.some((o) => o.closed !== undefined))?.options ?? [];
  for (const prefix of ['hs_v2_date_entered_', 'hs_date_entered_']) {
    if (!stages.some((s) => fields.some((f) => f.name === `${prefix}${s.value}`))) continue;
    const source = { field: `${prefix}{stage}`, write: false };
    return [{ canon: 'stageEnteredAt', source, confidence: 'high', why: 'one field a stage', samples: [], also: [] }];
  }
  return [];
}

/** What the object itself says: a meeting is a meeting. */
function constants(object: string, type: RecordType, found: DiscoveredField[]): DiscoveredField[] {
  const kind = normalObject(object);
  const say = (canon: string, value: string): DiscoveredField => ({
    ...{ canon, source: { value }, confidence: 'high', why: `every ${kind} is`, samples: [], also: [] },
  });
  if (type !== 'activity' || found.some((f) => f.canon === 'type')) return [];
  return [say('type', kind === 'event' ? 'meeting' : kind === 'task' ? 'note' : kind)];
}
