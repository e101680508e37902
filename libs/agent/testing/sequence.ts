import type { Playbook } from '@salesagent/playbook';
import type { ActionSettings } from '../src/settings';
import { draftSettings } from '../src/writing';

/** What a playbook says of drafting sequences. */
export const sequenceSettings = (playbook: Playbook): ActionSettings => draftSettings('sequence-drafting', playbook);
