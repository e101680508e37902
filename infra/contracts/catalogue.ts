import { EVENTS, SHARED_KEYS, topicsOf, type EventDefinition } from '@salesagent/canon/events';
import { z } from 'zod';

/** One version of one event, as readers meet it: in a topic, older versions lie beside newer ones for ever. */
export interface VersionedEvent {
  definition: EventDefinition;
  version: number;
  schema: z.ZodType;
  /** `OpportunityWon.v1` */
  name: string;
}

/** Every version of every event, newest first within an event. */
export function versionsOf(definitions: readonly EventDefinition[] = EVENTS): VersionedEvent[] {
  return definitions.flatMap((definition) =>
    [{ version: definition.version, schema: definition.schema }, ...[...(definition.older ?? [])].reverse()].map(
      ({ version, schema }) => ({ definition, version, schema, name: `${definition.type}.v${version}` }),
    ),
  );
}

export interface Topic {
  /** Without the company: `crm.opportunity`. */
  name: string;
  events: EventDefinition[];
  /** Topics with the same keys, whose sequences run on from here. */
  sharesKeysWith: string[];
}

/** Every topic that events are found on, with what is found there. */
export function topics(definitions: readonly EventDefinition[] = EVENTS): Topic[] {
  const names = [...new Set(definitions.flatMap(topicsOf))];
  return names.map((name) => ({
    name,
    events: definitions.filter((definition) => topicsOf(definition).includes(name)),
    sharesKeysWith: SHARED_KEYS.filter((group) => group.includes(name)).flatMap((group) =>
      group.filter((other) => other !== name),
    ),
  }));
}

/** What a topic is about, for people. */
export const TOPIC_MEANINGS: Readonly<Record<string, string>> = {
  'crm.person': 'People of our own company.',
  'crm.product': 'Products and their prices.',
  'crm.account': 'Companies we sell to.',
  'crm.contact': 'People who work there.',
  'crm.opportunity': 'Deals, from the first contact to won or lost.',
  'crm.activity': 'Calls, mails and meetings.',
  'crm.case': 'What customers complain about.',
  'crm.contract': 'What was signed.',
  'crm.task': 'Tasks of our people.',
  'crm.document': 'Documents filed with deals.',
  'crm.target': 'Sales targets.',
  'crm.import': 'Imports as a whole, and the business clock.',
  'crm.erasure': 'People whose data was erased.',
  'agents.action': 'What agents propose, and what became of it before a person saw it.',
  'agents.insight': 'What agents computed.',
  'gate.absence': 'Who is away, and who decides meanwhile.',
  'gate.action': 'Attention, approval and rejection of proposals.',
  'gate.interruption': 'What interrupted a person outside the batch of the morning.',
  'gate.ladder': 'Autonomy of an action on a tier, signed and taken away.',
  'gate.playbook':
    'Sections of the company’s playbook: adopted at a start, proposed, and put in force by a second person.',
  'gate.policy': 'Policies proposed, and put in force by a second person.',
  'gate.switch': 'Execution stopped and allowed again.',
  'gate.tiering': 'The first tiering of a company, signed.',
  'execution.action': 'What was carried out, once.',
  'lifecycle.deal': 'Where deals stand by the seven-stage canon.',
  'lifecycle.request': 'What agents are asked to look at.',
  'lifecycle.handoff': 'Won deals handed to those who look after the account.',
  'kpi.curve': 'How deals are won and lost with age and season.',
  'kpi.snapshot': 'KPIs.',
  'kpi.forecast': 'Forecasts of the quarter.',
  'kpi.outcome': 'What became of deals after executed actions.',
};
