import { fieldInWords } from './field';
import { dateOf } from './when';

/** Where a fact is from, as a person would say it: `kpi:win-curve/2026-05-29.2261#x` → `win curve of 29 May 2026`. */
export function sourceInWords(source: string): string {
  const [place = '', part] = source.split('#');
  const kpi = /^kpi:([\w-]+)(?:\/(\d{4}-\d{2}-\d{2}))?/.exec(place);
  if (kpi) return `${(kpi[1] ?? '').replaceAll('-', ' ')}${kpi[2] ? ` of ${dateOf(kpi[2])}` : ''}`;
  const record = /^(\w+)\/(.+)$/.exec(place);
  if (!record) return source;
  const [, type = '', id = ''] = record;
  const kind = type === 'opportunity' ? 'deal' : type;
  return part ? `${fieldInWords(part)} of ${kind} ${id}` : `${kind} ${id}`;
}
