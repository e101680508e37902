import type { CrmSource } from '@salesagent/crm/mapping';
import { companyName as defaultName } from '@salesagent/platform/config';
import { usageError } from '../exit-codes';
import { readSource } from '../crm/source';
import type { Io } from '../output/io';
import {
  companyName,
  companySlug,
  crmKind,
  currencyCode,
  fiscalStart,
  issuerUrl,
  kafkaBrokers,
  NotAccepted,
  timeZoneName,
  type CompanyFacts,
  type CrmKind,
} from './company-facts';

export interface NewOptions {
  json?: boolean;
  dir?: string;
  name?: string;
  crm?: string;
  currency?: string;
  timeZone?: string;
  fiscalStart?: string;
  from?: string;
  kafka?: string;
  issuer?: string;
}

/** @throws CliError when it can be no slug */
export const acceptedSlug = (slug: string): string => accept('SLUG', slug, companySlug);

interface Question<T> {
  /** Named in messages. */
  option: string;
  given: string | undefined;
  ask: string;
  read: (value: string) => T;
  /** Taken for an empty line, and where nobody can be asked; without one the option must be given there. */
  proposed?: string;
}

/**
 * What is needed to make a company: as given by options, else asked of the person at the terminal.
 * @throws CliError naming the option that is wrong, or all that are missing
 */
export async function collectFacts(io: Io, slug: string, o: NewOptions): Promise<CompanyFacts> {
  const source = o.from === undefined ? null : readSource(io, o.from);
  const kafka = o.kafka === undefined ? null : accept('--kafka', o.kafka, kafkaBrokers);
  const issuer = o.issuer === undefined ? null : accept('--issuer', o.issuer, issuerUrl);
  const ask = o.json ? undefined : io.ask?.bind(io);
  const questions = {
    name: {
      ...{ option: '--name', given: o.name, ask: 'Name as people read it', read: companyName },
      proposed: defaultName({ company: slug }),
    },
    crm: {
      ...{ option: '--crm', given: o.crm ?? source?.crm, read: crmKind },
      ask: 'CRM: postgres (our own), salesforce or hubspot',
    },
    currency: {
      ...{ option: '--currency', given: o.currency, read: currencyCode },
      ask: 'Currency (ISO 4217, e.g. EUR)',
    },
    timeZone: {
      ...{ option: '--time-zone', given: o.timeZone, read: timeZoneName },
      ask: 'Time zone (IANA, e.g. Europe/Berlin)',
    },
    fiscalYearStartMonth: {
      ...{ option: '--fiscal-start', given: o.fiscalStart, read: fiscalStart },
      ...{ ask: 'First month of the fiscal year, 1 to 12', proposed: '1' },
    },
  };
  const asked: readonly Question<unknown>[] = Object.values(questions);
  // What is given is looked at before anything is asked.
  for (const q of asked) if (q.given !== undefined) accept(q.option, q.given, q.read);
  if (o.crm !== undefined) checkSource(accept('--crm', o.crm, crmKind), source, o.from);
  const missing = asked.filter((q) => q.given === undefined && q.proposed === undefined);
  if (!ask && missing.length > 0) {
    throw usageError(
      `Missing: ${missing.map((q) => q.option).join(', ')}.`,
      'There is no terminal to ask at, so give them as options; --help says what each accepts.',
    );
  }
  const { name, crm, currency, timeZone, fiscalYearStartMonth } = questions;
  return {
    ...{ slug, source, kafka, issuer },
    name: await answer(name, ask, io),
    crm: await answer(crm, ask, io),
    currency: await answer(currency, ask, io),
    timeZone: await answer(timeZone, ask, io),
    fiscalYearStartMonth: await answer(fiscalYearStartMonth, ask, io),
  };
}

async function answer<T>(q: Question<T>, ask: Io['ask'], io: Io): Promise<T> {
  if (q.given !== undefined || !ask) return accept(q.option, q.given ?? q.proposed ?? '', q.read);
  for (;;) {
    const line = (await ask(`${q.ask}${q.proposed === undefined ? '' : ` [${q.proposed}]`}: `)).trim();
    try {
      return q.read(line || (q.proposed ?? ''));
    } catch (error) {
      if (!(error instanceof NotAccepted)) throw error;
      io.err(error.message);
    }
  }
}

function accept<T>(place: string, value: string, read: (value: string) => T): T {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof NotAccepted) throw usageError(`${place}: ${error.message}`);
    throw error;
  }
}

function checkSource(crm: CrmKind, source: CrmSource | null, from: string | undefined): void {
  if (!source || source.crm === crm) return;
  throw crm === 'postgres'
    ? usageError(
        `--from: our own CRM needs no mapping, so ${from} would not be used.`,
        'Leave --from out and load it later with `salesagent import`, or name the CRM it is from with --crm.',
      )
    : usageError(
        `--from: ${from} is an export of ${source.crm}, but the CRM is to be ${crm}.`,
        `Give --crm ${source.crm}, or the export of ${crm}.`,
      );
}
