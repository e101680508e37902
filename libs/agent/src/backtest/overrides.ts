import { sha256Canonical } from '@salesagent/governance';
import type { Playbook, Section } from '@salesagent/playbook';
import type { Action } from '../define';
import { sectionOf, settingsOf, type ActionSettings, type ActionSwitch } from '../settings';
import { BacktestRefused } from './refused';

/** Values laid over an action's playbook section for one run; nothing is written. */
export interface Override {
  rules?: Record<string, unknown> | undefined;
  attention?: Record<string, unknown> | undefined;
}
export type Overrides = Readonly<Record<string, Override>>;

/**
 * The settings an action would have with other values in its section, checked by the same schemas as the file.
 * @throws BacktestRefused naming action, path and what the section holds
 */
export function overridden(action: Action, playbook: Playbook, override: Override | undefined): ActionSwitch {
  const section = sectionOf(action, playbook);
  if (!override || !section) return settingsOf(action, playbook);
  const asked = {
    ...(override.rules && { rules: override.rules }),
    ...(override.attention && { attention: override.attention }),
  };
  mustBeThere(action, section.frontMatter, asked);
  const rules = laidOver(section.rules, override.rules);
  const frontMatter = {
    ...section.frontMatter,
    ...{ rules, attention: laidOver(section.frontMatter['attention'], override.attention) },
  };
  const parsed = action.rules.safeParse(rules);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${[action.id, 'rules', ...i.path].join('.')}: ${i.message}`);
    throw new BacktestRefused('bad-override', lines.join('\n'), holding(section, override));
  }
  const version = `${section.version}+${sha256Canonical(asked).slice(0, 12)}`;
  const changed: Section = { ...section, ...{ rules, frontMatter, version } };
  const settings = settingsOf(action, playbook, changed);
  // What rests in the file is off as it is live; only what was asked for here is refused.
  if (!settings.on && settingsOf(action, playbook).on) {
    throw new BacktestRefused('bad-override', `${action.id}: ${settings.reason}`, holding(section, override));
  }
  return settings;
}

/** Each path must already be a value of the section: a misspelt threshold must not run as if it had been tried. */
function mustBeThere(action: Action, front: Record<string, unknown>, asked: object): void {
  const look = (held: unknown, over: unknown, path: string[]): void => {
    if (!isRecord(over)) return;
    for (const [key, value] of Object.entries(over)) {
      const names = isRecord(held) ? Object.keys(held) : [];
      const here = [action.id, ...path, key].join('.');
      const optional = path.length === 1 && path[0] === 'attention' && key === 'measured';
      if (!names.includes(key) && !optional && !acceptsNewKey(action, front, [...path, key], value)) {
        throw new BacktestRefused(
          'bad-override',
          `${here}: the section has no such value`,
          `Allowed there: ${names.join(', ') || 'nothing below it, give the whole value'}.`,
        );
      }
      look(isRecord(held) ? held[key] : undefined, value, [...path, key]);
    }
  };
  look(front, asked, []);
}

/** A table of the section may get a row that it does not have yet, such as one more sub-stage. */
function acceptsNewKey(action: Action, front: Record<string, unknown>, path: string[], value: unknown): boolean {
  if (path[0] !== 'rules' || path.length < 2) return false;
  const nested = path.slice(1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const tried = laidOver(front['rules'], nested as Record<string, unknown>);
  const parsed = action.rules.safeParse(tried);
  return parsed.success || !parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys');
}

function holding(section: Section, override: Override): string {
  const held = { ...(override.rules && { rules: section.rules }), attention: section.frontMatter['attention'] };
  return `The section ${section.id} holds ${JSON.stringify(held)}.`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists and plain values take the place of what was there; tables are laid over each other. */
function laidOver(held: unknown, over: unknown): unknown {
  if (over === undefined) return held;
  if (!isRecord(held) || !isRecord(over)) return over;
  return { ...held, ...Object.fromEntries(Object.entries(over).map(([k, v]) => [k, laidOver(held[k], v)])) };
}

/** Settings of the actions that take part, and why the others do not. @throws BacktestRefused */
export function participants(
  actions: readonly Action[],
  playbook: Playbook,
  asked: readonly string[] | undefined,
  overrides: Overrides,
): { on: Map<string, { action: Action; settings: ActionSettings }>; off: Record<string, string> } {
  const names = actions.map((a) => a.id as string);
  const unknown = [...(asked ?? []), ...Object.keys(overrides)].find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new BacktestRefused(
      'unknown-action',
      `There is no action "${unknown}" here.`,
      `There are: ${names.join(', ')}.`,
    );
  const on = new Map<string, { action: Action; settings: ActionSettings }>();
  const off: Record<string, string> = {};
  for (const action of actions) {
    if (asked && !asked.includes(action.id)) continue;
    const found = overridden(action, playbook, overrides[action.id]);
    if (found.on) on.set(action.id, { action, settings: found.settings });
    else off[action.id] = found.reason;
  }
  return { on, off };
}
