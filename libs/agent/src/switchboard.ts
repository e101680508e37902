import { sha256Canonical } from '@salesagent/governance';
import type { Playbook } from '@salesagent/playbook';
import type { Action } from './define';
import { settingsOf, type ActionSettings, type ActionSwitch } from './settings';

/**
 * Which actions are on and by what, by the playbook the service acts by now. The maps stay the same objects when another
 * playbook is taken up, so that whoever holds them reads the new one from its next look on.
 */
export class Switchboard {
  readonly switches = new Map<string, ActionSwitch>();
  /** Of those that are on. */
  readonly settings = new Map<string, ActionSettings>();
  readonly actions = new Map<string, Action>();
  private inForce: Playbook;

  constructor(
    private readonly all: readonly Action[],
    playbook: Playbook,
    private readonly warn: (words: string) => void,
  ) {
    this.inForce = playbook;
    this.adopt(playbook);
  }

  get playbook(): Playbook {
    return this.inForce;
  }

  adopt(playbook: Playbook): void {
    this.inForce = playbook;
    for (const map of [this.switches, this.settings, this.actions]) map.clear();
    for (const action of this.all) {
      const found = settingsOf(action, playbook);
      this.switches.set(action.id, found);
      if (!found.on) {
        this.warn(`${action.id} is off: ${found.reason}`);
        continue;
      }
      this.settings.set(action.id, found.settings);
      this.actions.set(action.id, action);
    }
  }
}

/** What an action reads of a playbook, as a hash: the same hash, the same decisions and words. */
export function readBy(found: ActionSwitch, playbook: Playbook): string {
  if (!found.on) return found.reason;
  const { playbookVersion: _, section, ...settings } = found.settings;
  // Actions also read the calendar and the tiers of the policy.
  return sha256Canonical([{ ...settings, section: section.version }, playbook.data('policy')?.value ?? null]);
}
