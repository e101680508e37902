import type { CrmSource } from '@salesagent/crm/mapping';
import { VARIABLES, type Variable } from '@salesagent/platform/config';
import type { z } from 'zod';

export const CRMS = ['postgres', 'salesforce', 'hubspot'] as const;
export type CrmKind = (typeof CRMS)[number];

/** What has to be known of a portfolio company before it can have a deployment. */
export interface CompanyFacts {
  slug: string;
  name: string;
  crm: CrmKind;
  /** ISO 4217. */
  currency: string;
  /** IANA name. */
  timeZone: string;
  /** First month of the fiscal year, 1 to 12. */
  fiscalYearStartMonth: number;
  /** Brokers that carry its events; `null`: its database does. */
  kafka: string | null;
  issuer: string | null;
  /** Export that the mapping is drafted from. */
  source: CrmSource | null;
}

/** A fact that cannot be so; the message says which values can. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
}

/** A value as a service will read it. @throws NotAccepted */
function configured({ schema }: Variable<z.ZodType>, value: string): string {
  const result = schema.safeParse(value);
  if (result.success && value !== '') return value;
  throw new NotAccepted(`"${value}" is not accepted: ${result.error?.issues[0]?.message ?? 'it is empty'}.`);
}

export function companySlug(value: string): string {
  const accepted = value !== '' && VARIABLES.company.schema.safeParse(value).success;
  if (accepted && !value.endsWith('-')) return value;
  throw new NotAccepted(
    `"${value}" cannot be a slug: write up to 41 lower-case letters, digits and dashes, a letter first, e.g. acme-industries.`,
  );
}

/** A name that every reader of env files understands as it is. */
export function companyName(value: string): string {
  const name = value.trim();
  if (/^[^"$`\\\p{C}]{1,100}$/u.test(name)) return name;
  throw new NotAccepted('Write the name in at most 100 characters, without ", $, ` and \\.');
}

export function crmKind(value: string): CrmKind {
  const kind = CRMS.find((known) => known === value.trim().toLowerCase());
  if (kind) return kind;
  throw new NotAccepted(`There is no CRM "${value}". There are: ${CRMS.join(', ')} (postgres: our own).`);
}

export function currencyCode(value: string): string {
  const code = value.trim().toUpperCase();
  if (Intl.supportedValuesOf('currency').includes(code)) return code;
  throw new NotAccepted(`There is no currency "${value}": give its ISO 4217 code, e.g. EUR.`);
}

export function timeZoneName(value: string): string {
  const zone = value.trim();
  try {
    // An offset such as +02:00 would be taken too, and knows no summer time.
    if (/^[A-Za-z]/.test(zone)) return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // Told below.
  }
  throw new NotAccepted(`There is no time zone "${value}": give its IANA name, e.g. Europe/Berlin.`);
}

export function fiscalStart(value: string): number {
  if (/^([1-9]|1[0-2])$/.test(value.trim())) return Number(value);
  throw new NotAccepted(`"${value}" is no month: give the first month of the fiscal year as a number, 1 to 12.`);
}

export const kafkaBrokers = (value: string): string => configured(VARIABLES.bus.kafka.brokers, value);
export const issuerUrl = (value: string): string => configured(VARIABLES.auth.issuer, value);
