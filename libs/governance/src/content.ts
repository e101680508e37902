import { fieldSpec, type Change, type EffectClass, type RecordType } from '@salesagent/canon/sales';

/** What a change says or writes, as a policy condition sees it; a change may be of several classes. */
export const CONTENT_CLASSES = [
  'insight', // values of agent-owned fields
  'task-text', // words for our own people
  'record-data', // values that people own
  'free-text', // text in which anybody may be spoken of
  'personal-data', // name, address or number of a person
  'money', // an amount or a price
  'buyer-document', // a file made for the buyer
] as const;
export type ContentClass = (typeof CONTENT_CLASSES)[number];

/** Where a change is seen. The first three exist today; of the others it is policy that comes first. */
export const CHANNELS = ['crm', 'task', 'document', 'email', 'call', 'voice', 'chat', 'sms', 'linkedin'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What is known of a change besides its effect; null = not known, and then every condition on it holds. */
export interface Substance {
  content: readonly ContentClass[] | null;
  channel: Channel | null;
}

const UNKNOWN: Substance = { content: null, channel: null };

/**
 * Content and channel of what a proposal would do, from the change itself. `change` is null for a batch, which is not
 * kept with the proposal, and for a question about an action nobody has proposed: then only the effect class speaks.
 */
export function substanceOf(effect: EffectClass, change: Change | null): Substance {
  // No change says yet how a customer would be addressed, so a message is of unknown content on an unknown channel.
  if (effect === 'message') return UNKNOWN;
  if (change === null) {
    if (effect === 'insight') return { content: ['insight'], channel: 'crm' };
    return effect === 'task' ? { content: ['task-text'], channel: 'task' } : UNKNOWN;
  }
  switch (change.kind) {
    case 'task':
      return { content: ['task-text'], channel: 'task' };
    case 'document':
      // Terms state a price; of another document nothing says what it states.
      return { content: effect === 'terms' ? ['buyer-document', 'money'] : null, channel: 'document' };
    case 'fields':
      return { content: classesOf(change.record.type, Object.keys(change.set)), channel: 'crm' };
    case 'record':
      return { content: classesOf(change.type, Object.keys(change.set)), channel: 'crm' };
    case 'fields-batch':
      return { content: classesOf(change.type, change.fields), channel: 'crm' };
  }
}

/** Null when one of the fields is not known: what it holds could be anything. */
function classesOf(type: RecordType, fields: readonly string[]): ContentClass[] | null {
  const classes = new Set<ContentClass>();
  for (const field of fields) {
    const spec = fieldSpec(type, field);
    if (!spec) return null;
    if (spec.agent) classes.add('insight');
    else classes.add('record-data');
    if (spec.kind === 'money') classes.add('money');
    if (spec.personal === 'self') classes.add('personal-data');
    if (spec.personal === 'text') classes.add('free-text');
  }
  return [...classes];
}
