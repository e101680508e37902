import { MEDDICC_LETTERS } from '@salesagent/canon/sales';
import { stringify } from 'yaml';
import type { FieldSource } from '../file-schema';
import type { DiscoveredField, DiscoveredObject, Discovery, NotMapped } from './discover';
import type { DiscoveredStage } from './discover-stages';

/** What a draft cannot find in a CRM. */
export interface CompanyOfDraft {
  currency: string;
  timeZone: string;
  fiscalYearStartMonth: number;
}

/**
 * The first draft of a mapping file. What is sure enough stands in it, with the reason beside it; what is not stands
 * there as a comment, for a person to take or to leave.
 */
export function draftMapping(discovery: Discovery, company: CompanyOfDraft): string {
  const lines = [
    '# A first draft, made from what the CRM says of itself. Read every line before it is used:',
    "# high – the vendor's own field · medium – found by its name, label or values · low – a guess, left as a comment.",
    `crm: ${discovery.crm}`,
    `company: ${flow({ ...company })}`,
    'records:',
    ...types(discovery.objects).flatMap(([type, objects]) => [`  ${type}:`, ...objects.flatMap(objectLines)]),
    ...stageLines(discovery),
    ...letterLines(discovery),
    ...leftLines(discovery.notMapped),
  ];
  return `${lines.join('\n')}\n`;
}

function types(objects: readonly DiscoveredObject[]): [string, DiscoveredObject[]][] {
  const byType = new Map<string, DiscoveredObject[]>();
  for (const object of objects) byType.set(object.type, [...(byType.get(object.type) ?? []), object]);
  return [...byType];
}

function objectLines({ object, confidence, why, when, ids, fields }: DiscoveredObject): string[] {
  return [
    `    - object: ${flow(object)} # ${confidence}: ${why}`,
    ...(when ? [`      when: ${flow(when)}`] : []),
    ...(ids ? [`      ids: ${flow(ids)}`] : []),
    '      fields:',
    ...fields.map(fieldLine),
  ];
}

function fieldLine({ canon, source, confidence, why, samples, also }: DiscoveredField): string {
  const seen = samples.length > 0 ? ` – e.g. ${samples.map((s) => JSON.stringify(s)).join(', ')}` : '';
  const rivals = also.length > 0 ? ` – also: ${also.join(', ')}` : '';
  const guess = confidence === 'low' ? '# ' : '';
  return `        ${guess}${canon}: ${sourceText(source)} # ${confidence}: ${why}${seen}${rivals}`;
}

function sourceText(source: FieldSource): string {
  const { field, ...more } = source;
  return field !== undefined && Object.keys(more).length === 0 ? flow(field) : flow(source);
}

/** Letters of MEDDICC that nothing was found for, or only a guess. */
function letterLines({ objects }: Discovery): string[] {
  const deals = objects.filter(({ type }) => type === 'opportunity');
  if (deals.length === 0) return [];
  const found = new Set(deals.flatMap((o) => o.fields.filter((f) => f.confidence !== 'low').map((f) => f.canon)));
  const left = MEDDICC_LETTERS.filter((letter) => !found.has(`meddicc.${letter}`));
  if (left.length === 0) return [];
  return [
    '',
    `# MEDDICC has no field for ${left.join(', ')}: \`salesagent crm fields\` has them made, once gateway runs.`,
  ];
}

function stageLines({ stages }: Discovery): string[] {
  if (!stages) return [];
  const { field, pipeline, closed, won, of } = stages;
  const named = Object.entries({ field, pipeline, closed, won }).filter(([, name]) => name !== null);
  const pipelines = [...new Set(of.map((s) => s.pipeline))];
  const known = (p: string) => of.filter((s) => s.pipeline === p);
  return [
    'stages:',
    ...named.map(([key, name]) => `  ${key}: ${flow(name)}`),
    pipelines.some((p) => known(p).some((s) => s.meaning))
      ? '  of:'
      : '  of: {} # no stage has a meaning yet: take the braces away with the first that has',
    ...pipelines.flatMap((p) => [
      `    ${known(p).some((s) => s.meaning) ? '' : '# '}${flow(p)}:`,
      ...known(p).map(stageLine),
    ]),
  ];
}

function stageLine({ value, label, meaning, why, perhaps }: DiscoveredStage): string {
  const named = label === value ? {} : { label };
  if (meaning) return `      ${flow(value)}: ${flow({ ...meaning, ...named })} # ${why}`;
  const hint = perhaps === null ? '' : `; its probability would make it ${perhaps}`;
  return `      # ${flow(value)}: ${flow({ subStage: '?', ...named })} # ${why}${hint}`;
}

/** Fields that hold something are named; the others are counted. */
function leftLines(left: readonly NotMapped[]): string[] {
  const objects = left.filter((n) => n.field === null);
  const fields = left.filter((n) => n.field !== null);
  const filled = fields.filter((n) => n.filled > 0).sort((a, b) => b.filled - a.filled);
  return [
    '',
    `# Not mapped: ${objects.length} objects; ${filled.length} fields that hold values, ${fields.length - filled.length} that never do.`,
    ...objects.map((n) => `#   ${n.object}: ${n.why}`),
    ...filled.map((n) => `#   ${n.object}.${n.field}: filled in ${n.filled} of ${n.of}; ${n.why}`),
  ];
}

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
