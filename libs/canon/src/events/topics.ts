import { TOPICS } from './registry';

/** A topic as a cluster should have it. */
export interface TopicDefinition {
  /** Full name. */
  name: string;
  /** Fixed for the life of a topic: a key's partition follows from it. */
  partitions: number;
  config: Readonly<Record<string, string>>;
}

/** Where events that a consumer parked are copied to, for others to watch; without the company prefix. */
export const DEAD_LETTER_TOPIC = 'dead-letter';

/** Few events, or a few a day: one partition is all they need. */
const QUIET: ReadonlySet<string> = new Set([
  ...['crm.erasure', 'crm.import', 'crm.person', 'crm.product', 'gate.absence', 'gate.interruption', 'gate.ladder'],
  ...[
    'gate.playbook',
    'gate.policy',
    'gate.switch',
    'gate.tiering',
    'kpi.curve',
    'kpi.forecast',
    'kpi.outcome',
    'kpi.snapshot',
    'lifecycle.handoff',
  ],
]);

const DAY = 86_400_000;

/** Larger than an event may be: one that is too large has to arrive before it can be parked with a reason. */
const LARGEST_MESSAGE = '8388608';

/**
 * The topics of a company. They keep everything, for a rebuild reads them from the beginning; only dead letters, which
 * are copies, go after 90 days.
 * @param partitions of the topics that carry most
 */
export function topicDefinitions(company: string, partitions = 3): TopicDefinition[] {
  const kept = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
  const events = TOPICS.map((topic) => ({
    name: `${company}.${topic}`,
    partitions: QUIET.has(topic) ? 1 : partitions,
    config: { ...kept, 'max.message.bytes': LARGEST_MESSAGE },
  }));
  const deadLetters = {
    name: `${company}.${DEAD_LETTER_TOPIC}`,
    partitions: 1,
    config: { ...kept, 'retention.ms': String(90 * DAY), 'max.message.bytes': LARGEST_MESSAGE },
  };
  return [...events, deadLetters].sort((a, b) => (a.name < b.name ? -1 : 1));
}
