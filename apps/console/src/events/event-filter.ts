import { EVENTS, topicsOf, type IntegrationEvent } from '@salesagent/canon/events';
import type { EventsStreamQuery } from '../api/events.schema';
import { problem } from '../http/problem';

export interface EventFilter {
  /** Full names of the topics to read. */
  topics: string[];
  wants(event: IntegrationEvent): boolean;
}

/**
 * What a query asks for.
 * @throws ProblemError (400) when it names a topic or a type that does not exist
 */
export function eventFilter(company: string, { topic, type, key }: EventsStreamQuery): EventFilter {
  const all = [...new Set(EVENTS.flatMap(topicsOf))];
  const named = topic?.startsWith(`${company}.`) ? topic.slice(company.length + 1) : topic;
  const definition = EVENTS.find((event) => event.type === type);
  if (named !== undefined && !all.includes(named)) throw unknown(`There is no topic "${topic}".`);
  if (type !== undefined && !definition) throw unknown(`There is no event type "${type}".`);
  const possible = definition ? topicsOf(definition) : all;
  const topics = named === undefined ? possible : possible.filter((one) => one === named);
  if (topics.length === 0) throw unknown(`${type} is not found on ${topic}, but on ${possible.join(', ')}.`);
  const full = topics.map((one) => `${company}.${one}`);
  return {
    topics: full,
    wants: (event) =>
      full.includes(event.topic) &&
      (type === undefined || event.type === type) &&
      (key === undefined || event.key === key),
  };
}

const unknown = (message: string) =>
  problem(400, 'bad-request', message, { remedy: '`salesagent events list` shows every type and topic.' });
