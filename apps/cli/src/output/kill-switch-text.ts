import type { KillSwitch, KillSwitchSet } from '../client/generated';
import { table } from './tables';

export function scopesText({ scopes }: KillSwitch): string {
  const stopped = scopes.filter((each) => each.stopped);
  const says = stopped.length === 0 ? 'Nothing is stopped.' : `Stopped: ${stopped.map((s) => s.scope).join(', ')}.`;
  const rows = table(scopes, [
    { head: 'scope', value: (s) => s.scope },
    { head: 'state', value: (s) => (s.stopped ? 'stopped' : 'goes on') },
    { head: 'since', value: (s) => `${s.changedAt.slice(0, 16).replace('T', ' ')} UTC` },
    { head: 'by', value: (s) => s.by },
    { head: 'why', value: (s) => s.reason, most: 80 },
  ]);
  return [says, rows].filter(Boolean).join('\n');
}

export function changedText({ scope, stopped }: KillSwitchSet): string {
  return stopped
    ? `Stopped: ${scope}. Nothing of it starts from now on; \`salesagent kill-switch resume ${scope}\` lets it go on.`
    : `${scope} goes on. What was approved meanwhile is authorised anew.`;
}
