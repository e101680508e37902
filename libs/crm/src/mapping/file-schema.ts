import { RECORD_TYPES, SUB_STAGE_ORDER, type RecordType, type SubStage } from '@salesagent/canon/sales';
import { z } from 'zod';

/** YAML reads an unquoted `4.1` as a number; it means the sub-stage all the same. */
const subStage = z.preprocess(
  (value) => (typeof value === 'number' ? value.toFixed(1) : value),
  z.enum(SUB_STAGE_ORDER as [SubStage, ...SubStage[]]),
);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const name = z.string().min(1);
const currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code, e.g. EUR');
const day = z.iso.date();

/** A condition on one CRM field: one value, one of several, anything but them, or filled at all. */
const condition = z.union([
  scalar,
  z.array(scalar).min(1),
  z.strictObject({ not: z.union([scalar, z.array(scalar).min(1)]) }),
  z.strictObject({ filled: z.boolean() }),
]);

const source = z.strictObject({
  /** CRM field; `{stage}` in it stands for the deal's present stage (HubSpot's `hs_v2_date_entered_{stage}`). */
  field: name.optional(),
  /** Further fields, read in this order while the ones before are empty. */
  or: z.array(name).optional(),
  /** Several fields joined by a blank: first and last name. */
  join: z.array(name).min(2).optional(),
  /** The same for every record of this object. */
  value: scalar.optional(),
  /** CRM value → canon value, and back: the first CRM value with it. */
  values: z.record(z.string(), scalar.nullable()).optional(),
  /** For CRM values that are not among `values`. */
  otherwise: scalar.nullable().optional(),
  /** canon = CRM × scale. */
  scale: z
    .number()
    .refine((n) => n !== 0, 'must not be 0')
    .optional(),
  /** The CRM counts 0–100, canon 0–1. */
  percent: z.boolean().optional(),
  /** Unit of a length of time in the CRM; canon counts minutes. */
  unit: z.enum(['milliseconds', 'seconds', 'minutes', 'hours']).optional(),
  /** CRM field with the currency of this amount, or the currency itself. */
  currency: name.optional(),
  /** Convert to the company's currency (at the rate of the day in field `at`; else of the last change). */
  convert: z.boolean().optional(),
  at: name.optional(),
  /** Only references that begin so; Salesforce's WhatId holds accounts (001) and opportunities (006). */
  prefix: z.string().optional(),
  /** Last day of the fiscal period that begins on this day. */
  endOf: z.enum(['month', 'quarter', 'year']).optional(),
  /** How the CRM's field holds a day, where it is written: as a day or as an instant. */
  as: z.enum(['date', 'instant']).optional(),
  /** `false`: never written. `derived`: left out of writes, since the CRM fills it by itself. */
  write: z.union([z.boolean(), z.literal('derived'), z.strictObject({ to: name, unless: name.optional() })]).optional(),
});

const stage = z.union([
  subStage,
  z.strictObject({
    subStage,
    outcome: z.enum(['won', 'lost']).optional(),
    /** The stage's name as people see it, where the CRM's value is an id. */
    label: z.string().optional(),
    /** Of several stages with the same meaning the one to write. */
    preferred: z.boolean().optional(),
  }),
]);

const object = z.strictObject({
  object: name,
  /** All must hold, else the record is not one of this type. */
  when: z.record(name, condition).optional(),
  /** First characters of this object's ids, where a type is read from several (Salesforce: Task 00T, Event 00U). */
  ids: z.string().optional(),
  fields: z.record(z.string(), z.union([name, source])),
});

const target = z.strictObject({
  owner: name,
  /** `FY2027 Q1` or `2026 Q1`, as the company's fiscal year has it; else `from` and `to`. */
  quarter: z.string().optional(),
  from: day.optional(),
  to: day.optional(),
  amount: z.number().nonnegative(),
  currency: currency.optional(),
});

const recordTypes = z.enum(RECORD_TYPES as [RecordType, ...RecordType[]]);

/** What a mapping file may say. */
export const mappingFileSchema = z.strictObject({
  crm: z.enum(['salesforce', 'hubspot']),
  company: z.strictObject({
    currency,
    /** IANA name; days without a time begin at its midnight. */
    timeZone: z.string(),
    /** First month of the fiscal year, 1–12. */
    fiscalYearStartMonth: z.number().int().min(1).max(12).default(1),
  }),
  /** Currency → first day → what one unit is worth in the company's currency from then on. */
  rates: z.record(currency, z.record(day, z.number().positive())).default({}),
  records: z.partialRecord(recordTypes, z.array(object).min(1)),
  /** How a deal's stage is read; the stages themselves by pipeline, `*` for any. */
  stages: z
    .strictObject({
      field: name,
      pipeline: name.optional(),
      closed: name.optional(),
      won: name.optional(),
      of: z.record(z.string(), z.record(z.string(), stage)).default({}),
    })
    .optional(),
  /** What the CRM does not know of its users, by user id. */
  people: z
    .record(
      z.string(),
      z.strictObject({
        role: z.enum(['rep', 'manager', 'operations']).optional(),
        region: z.string().optional(),
        managerId: z.string().optional(),
        quotaCarrying: z.boolean().optional(),
      }),
    )
    .default({}),
  /** Targets that no CRM object holds. */
  targets: z.array(target).default([]),
  /** Objects, or fields as `Object.Field`, that are left out on purpose: no report asks about them again. */
  ignore: z.array(z.string()).default([]),
});

export type MappingFile = z.infer<typeof mappingFileSchema>;
export type FieldSource = z.infer<typeof source>;
export type ObjectMapping = z.infer<typeof object>;
export type Condition = z.infer<typeof condition>;
export type StageEntry = z.infer<typeof stage>;
