import {
  checkMapping,
  discover,
  draftMapping,
  GRAVE,
  HostedMapping,
  mappingReportText,
  parseCrmMapping,
  type Discovery,
} from '@salesagent/crm/mapping';
import { companyScore, measureQuality, qualityText, type QualityRecord } from '@salesagent/crm/quality';
import type { RecordType } from '@salesagent/canon/sales';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError, EXIT, usageError } from '../exit-codes';
import { print, type Io } from '../output/io';
import { lookAtCrm, recordsOf, type Mapped } from './live';
import { readText, reporting } from './source';
import type { SourceOptions } from './source-options';

export interface DiscoverOptions extends SourceOptions {
  json?: boolean;
  currency: string;
  timeZone: string;
  fiscalStart: number;
  output?: string;
  /** Write over what somebody has made of an earlier draft. */
  force?: boolean;
}

/** Prints or writes a draft. @throws CliError where it would be written over work, or the CRM cannot be read */
export async function runDiscover(io: Io, o: DiscoverOptions): Promise<void> {
  if (o.output !== undefined) checkOutput(io, o.output, o.force === true);
  const { notRead, ...source } = await lookAtCrm(io, o);
  const discovery = discover(source);
  const company = { currency: o.currency, timeZone: o.timeZone, fiscalYearStartMonth: o.fiscalStart };
  const draft = draftMapping(discovery, company);
  if (o.output !== undefined) io.writeFile(resolve(io.cwd, o.output), draft);
  print(io, o.json, { ...discovery, ...(notRead ? { notRead } : {}), draft }, () =>
    o.output === undefined ? draft : `${summary(discovery)}\nWrote ${o.output}. Read it, then \`crm check\`.`,
  );
}

/** Before the CRM is read, which takes its time. A mapping that maps nothing yet, as `company new` makes it, gives way. */
function checkOutput(io: Io, output: string, force: boolean): void {
  const path = resolve(io.cwd, output);
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError(`There is no folder for ${output}.`, 'Make it; `salesagent company new` makes that of a company.');
  }
  const held = statSync(path, { throwIfNoEntry: false });
  if (!held || (held.isFile() && (force || mapsNothing(readFileSync(path, 'utf8'), output)))) return;
  if (!held.isFile()) throw usageError(`${output} is not a file.`, 'Give the file that the draft is written to.');
  const remedy = 'Write the draft beside it and take over what you need, or give --force if nobody needs the old one.';
  throw new CliError(EXIT.conflict, `${output} is there already.`, remedy, 'is-there');
}

function mapsNothing(text: string, name: string): boolean {
  try {
    const { records, stages, people, targets, rates, ignore } = parseCrmMapping(text, name);
    const written = [...[records, people, rates].flatMap((of) => Object.keys(of)), ...targets, ...ignore];
    return written.length === 0 && stages === undefined;
  } catch {
    return false; // begun by hand, perhaps
  }
}

/** Prints the report. @throws CliError where the mapping cannot be used, or the CRM not be read */
export async function runCheck(io: Io, mapping: string, o: SourceOptions & { json?: boolean }): Promise<void> {
  const file = reporting(() => parseCrmMapping(readText(io, mapping), mapping));
  const { notRead, ...source } = await lookAtCrm(io, o, mappedBy(mapping, new HostedMapping(file)));
  const report = checkMapping(file, source);
  print(io, o.json, notRead ? { ...report, notRead } : report, mappingReportText);
  const grave = report.findings.filter((f) => GRAVE.has(f.kind)).length;
  if (grave === 0) return;
  const found = `${grave} ${grave === 1 ? 'finding keeps' : 'findings keep'} the mapping from being used.`;
  throw new CliError(EXIT.failed, found, 'Give every stage a meaning and name only what the CRM has.', 'mapping');
}

/** Prints scores and what is behind them. @throws CliError where mapping, export or CRM cannot be read */
export async function runQuality(
  io: Io,
  mapping: string,
  o: SourceOptions & { json?: boolean; asOf?: string },
): Promise<void> {
  const canon = new HostedMapping(reporting(() => parseCrmMapping(readText(io, mapping), mapping)));
  const records = new Map<RecordType, QualityRecord[]>();
  const found = await recordsOf(io, o, mappedBy(mapping, canon), canon);
  for (const { type, id, fields, changedAt, state } of found.flatMap((r) => canon.toCanon(r))) {
    if (state !== 'live') continue;
    const own = records.get(type) ?? [];
    own.push({ id, fields, changedAt: changedAt.toISOString() });
    records.set(type, own);
  }
  const asOf = o.asOf ?? new Date(io.now()).toISOString().slice(0, 10);
  const types = measureQuality(records, asOf);
  print(io, o.json, { asOf, score: companyScore(types), types }, () => qualityText(types));
}

const mappedBy = (name: string, mapping: HostedMapping): Mapped => ({
  ...{ file: name, crm: mapping.file.crm },
  objects: mapping.selections().map(({ object }) => object),
});

function summary({ objects, stages, notMapped }: Discovery): string {
  const fields = objects.flatMap((o) => o.fields);
  const sure = (confidence: string) => fields.filter((f) => f.confidence === confidence).length;
  const left = notMapped.filter((n) => n.field !== null && n.filled > 0).length;
  const unknown = stages?.of.filter((s) => s.meaning === null).length ?? 0;
  return [
    `${objects.length} objects; fields: ${sure('high')} sure, ${sure('medium')} likely, ${sure('low')} guesses (as comments)`,
    `Fields that hold values but have no place: ${left}; stages that need a meaning from you: ${unknown}`,
  ].join('\n');
}
