import { RECORD_TYPES } from '../sales/records';
import { EVENTS, TOPICS, topicOf, topicsOf } from './registry';

describe('the registry of events', () => {
  it('names every event once', () => {
    const types = EVENTS.map((e) => e.type);
    expect(types).toEqual([...new Set(types)]);
  });

  it.each(EVENTS.map((e) => [e.type, e] as const))('%s has a step from every older version to the next', (_type, e) => {
    expect((e.older ?? []).map((older) => older.version)).toEqual(
      Array.from({ length: e.version - 1 }, (_, i) => i + 1),
    );
  });

  it.each(EVENTS.map((e) => [e.type, e] as const))('%s, if deprecated, names an event that takes its place', (_, e) => {
    const replacement = e.deprecated?.replacedBy ?? null;
    if (replacement !== null) expect(EVENTS.map((other) => other.type)).toContain(replacement);
  });

  it('finds an event on the topic it is published to', () => {
    for (const event of EVENTS.filter((e) => e.type !== 'RecordDeleted')) {
      expect([topicOf('acme', event.type)]).toEqual(topicsOf(event).map((topic) => `acme.${topic}`));
      expect(TOPICS).toContain(event.topic);
    }
  });

  it('finds the deletion of a record on the topic of that record', () => {
    const deleted = EVENTS.find((e) => e.type === 'RecordDeleted')!;
    expect(RECORD_TYPES.map((type) => topicOf('acme', 'RecordDeleted', `${type}/1`))).toEqual(
      topicsOf(deleted).map((topic) => `acme.${topic}`),
    );
  });
});
