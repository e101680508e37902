import { MirrorSnapshot, type MirrorRow } from '@salesagent/mirror';
import { recordEvent } from '../../testing/past';
import { seeded } from '../../testing/past-company';
import { PastMirror } from './past-mirror';

const DECLARES = { opportunity: ['ownerId', 'amount'], activity: ['opportunityId'] };

describe('the mirror of the past', () => {
  it('answers like a snapshot of the same rows, whatever was set, changed, emptied and deleted before', async () => {
    const random = seeded(3);
    const mirror = new PastMirror(DECLARES);
    const rows = new Map<string, MirrorRow>();
    for (let n = 1; n <= 600; n++) {
      const id = `D${Math.floor(random() * 25)}`;
      const owner = random() < 0.2 ? null : `P${Math.floor(random() * 4)}`;
      if (random() < 0.1) {
        mirror.apply([recordEvent('RecordDeleted', `opportunity/${id}`, n, '2017-01-01', {})]);
        rows.delete(id);
      } else {
        const set = random() < 0.5 ? { ownerId: owner, name: 'not declared' } : { amount: n };
        mirror.apply([recordEvent('OpportunityFieldsRevised', `opportunity/${id}`, n, '2017-01-01', set)]);
        const { name: _, ...declared } = set as Record<string, unknown>;
        rows.set(id, { type: 'opportunity', id, version: 1, fields: { ...rows.get(id)?.fields, ...declared } });
      }
      if (n % 20 !== 0) continue;
      const snapshot = MirrorSnapshot.of([...rows.values()]);
      expect(await mirror.all('opportunity')).toEqual(snapshot.rows('opportunity'));
      for (const person of ['P0', 'P1', 'P2', 'P3', 'nobody'])
        expect(await mirror.where('opportunity', 'ownerId', person)).toEqual(
          snapshot.by('opportunity', 'ownerId', person),
        );
      const held = snapshot.rows('opportunity').some((r) => (r.fields['amount'] ?? null) !== null);
      expect(mirror.holds('opportunity', 'amount')).toBe(held);
      expect(mirror.holds('opportunity')).toBe(rows.size > 0);
    }
    expect(mirror.holds('activity')).toBe(false);
  });
});
