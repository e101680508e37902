import { ACTION_NAMES } from '@salesagent/canon/sales';
import { InvalidArgumentError } from 'commander';

/** One `--set`: where in an action's playbook section, and what. */
export interface Setting {
  action: string;
  part: 'rules' | 'attention';
  path: string[];
  value: unknown;
}

type Override = { rules?: Record<string, unknown>; attention?: Record<string, unknown> };

const HOW = 'Write it as ACTION.rules.PATH=VALUE or ACTION.attention.PATH=VALUE, a name with a dot as ["4.1"].';

/**
 * `deal-risk.rules.silentDays["4.1"]=21`; the value is JSON where it can be read so, else text.
 * @throws InvalidArgumentError saying how it is written
 */
export function settingOf(text: string): Setting {
  const equals = text.indexOf('=');
  if (equals < 0) throw new InvalidArgumentError(`"${text}" has no value. ${HOW}`);
  const names = namesIn(text.slice(0, equals));
  const [action = '', part, ...path] = names;
  if (!(ACTION_NAMES as string[]).includes(action))
    throw new InvalidArgumentError(`There is no action "${action}". There are: ${ACTION_NAMES.join(', ')}.`);
  if ((part !== 'rules' && part !== 'attention') || path.length === 0)
    throw new InvalidArgumentError(`"${text}" does not say which value. ${HOW}`);
  return { action, part, path, value: valueOf(text.slice(equals + 1)) };
}

/** Names between dots; in brackets, with or without quotation marks, dots belong to the name. */
function namesIn(text: string): string[] {
  const names = [...text.matchAll(/\[\s*["']?([^\]"']+)["']?\s*\]|([^.[\]]+)/g)];
  const read = names.map((m) => m[1] ?? m[2] ?? '');
  if (names.map((m) => m[0]).join('').length + (text.match(/\./g)?.length ?? 0) < text.length)
    throw new InvalidArgumentError(`"${text}" cannot be read. ${HOW}`);
  return read;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Several settings as one body, each laid over those before. */
export function overridesOf(settings: readonly Setting[]): Record<string, Override> {
  const overrides: Record<string, Override> = {};
  for (const { action, part, path, value } of settings) {
    const own: Override = (overrides[action] ??= {});
    let at: Record<string, unknown> = (own[part] ??= {});
    for (const name of path.slice(0, -1)) {
      const inner = at[name];
      const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
      at[name] = next;
      at = next;
    }
    at[path.at(-1)!] = value;
  }
  return overrides;
}
