import type { Playbook } from '@salesagent/playbook';
import { z } from 'zod';
import { nothing } from '../decision';
import { defineAction, type Action } from '../define';
import { settingsOf, type ActionSettings } from '../settings';

/**
 * What a playbook says of an action whose drafts a customer reads, whatever the action's own rules: to have drafts written
 * where the action's service is not there.
 * @throws Error when the playbook has the action off, with the reason
 */
export function draftSettings(id: Action['id'], playbook: Playbook): ActionSettings {
  const action = defineAction({
    ...{ id, reader: 'customer', rules: z.looseObject({}), needs: {}, on: [] },
    gather: () => null,
    decide: () => nothing('nothing is decided here'),
  });
  const settings = settingsOf(action, playbook);
  if (!settings.on) throw new Error(settings.reason);
  return settings.settings;
}
