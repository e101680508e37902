import type { Playbook } from '@salesagent/playbook';
import { z } from 'zod';
import { defineAction, nothing } from '../src/index';
import { settingsOf, type ActionSettings } from '../src/settings';

/** What a playbook says of drafting sequences, whatever their rules: an action whose drafts a customer reads. */
export function sequenceSettings(playbook: Playbook): ActionSettings {
  const action = defineAction({
    ...{ id: 'sequence-drafting', reader: 'customer', rules: z.looseObject({}), needs: {}, on: [] },
    gather: () => null,
    decide: () => nothing('nothing is decided here'),
  });
  const settings = settingsOf(action, playbook);
  if (!settings.on) throw new Error(settings.reason);
  return settings.settings;
}
