import { RECORD_TYPES } from '../sales/records';
import { EVENTS, topicOf } from './registry';
import { topicDefinitions } from './topics';

describe('the topics of a company', () => {
  const topics = topicDefinitions('acme', 6);
  const names = topics.map(({ name }) => name);

  it('are there for every event, and for the deletion of every type of record', () => {
    for (const { type } of EVENTS) {
      if (type !== 'RecordDeleted') expect(names).toContain(topicOf('acme', type));
    }
    for (const type of RECORD_TYPES) expect(names).toContain(topicOf('acme', 'RecordDeleted', `${type}/1`));
    expect(new Set(names).size).toBe(names.length);
  });

  it('keep everything, but for the copies of dead letters', () => {
    for (const { name, config } of topics) {
      expect(config['retention.ms']).toBe(name === 'acme.dead-letter' ? '7776000000' : '-1');
    }
  });

  it('take a message larger than an event may be, so that it can be parked', () => {
    for (const { config } of topics) expect(Number(config['max.message.bytes'])).toBeGreaterThan(1_000_000 * 2);
  });

  it('have the partitions asked for where there is much to carry', () => {
    expect(topics.find(({ name }) => name === 'acme.crm.opportunity')?.partitions).toBe(6);
    expect(topics.find(({ name }) => name === 'acme.gate.switch')?.partitions).toBe(1);
  });
});
