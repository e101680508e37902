import { emptyCompany, type DealAsOf } from '@salesagent/canon/kpi';
import { dealOn } from '@salesagent/canon/testing';
import type { FindingId } from '../api/xray.schema';
import type { Finding } from './findings/finding';
import { findings } from './xray';

const ASOF = '2026-05-29';
const find = (id: FindingId, deals: DealAsOf[]): Finding =>
  findings(emptyCompany(ASOF, deals)).find((f) => f.id === id) as Finding;
const closed = (id: string, outcome: 'won' | 'lost', closedOn: string, type: string | null = null): DealAsOf =>
  dealOn(id, '2025-01-06', { outcome, closedOn, type });
const open = (id: string, engagedOn: string): DealAsOf => dealOn(id, engagedOn);

describe('what the X-ray says', () => {
  it('calls most of the pipeline dead only where it is', () => {
    const won = closed('w', 'won', '2025-01-16');
    const [dead, live] = [open('d', '2026-01-01'), [open('a', '2026-05-25'), open('b', '2026-05-26')]];
    expect(find('dead-pipeline', [won, dead, ...live])).toMatchObject({
      title: 'A part of the open pipeline is dead',
      sentence: '1 of 3 engaged deals is older than any deal ever won (10 days); 2 are live.',
    });
    expect(find('dead-pipeline', [won, dead]).title).toBe('Most of the open pipeline is dead');
    expect(find('dead-pipeline', [won, ...live]).title).toBe('No open deal is older than those that were won');
  });

  it('says what became of the rest of a cohort, and "only" only of less', () => {
    const deals = [closed('w', 'won', '2025-01-16'), closed('l', 'lost', '2025-01-20'), open('d', '2025-01-06')];
    const { sentence } = find('win-rate', deals);
    expect(sentence).toContain('but only 33.3 %');
    expect(sentence).toContain('of these 1 was lost and 1 is still open');
    const more = [closed('w', 'won', '2025-01-16', 'expansion'), closed('l', 'lost', '2025-01-20', 'new')];
    expect(find('win-rate', more).sentence).not.toContain('only');
  });

  it('reads no season into a handful of closings', () => {
    const few = [closed('w', 'won', '2025-03-10'), closed('l', 'lost', '2025-02-10')];
    expect(find('quarter-end', few)).toMatchObject({
      title: 'Whether the month of the quarter matters cannot be told',
      sentence: expect.stringContaining('may be chance'),
    });
    const many = Array.from({ length: 80 }, (_, i) =>
      closed(`d${i}`, i % 2 ? 'won' : 'lost', i % 2 ? '2025-03-10' : '2025-02-10'),
    );
    expect(find('quarter-end', many).title).toBe('When in the quarter a deal closes decides a lot');
  });

  it('gives the formula of what it counts', () => {
    expect(find('not-known', [open('a', '2026-05-20')]).formula).toBe('open deals with no account');
  });
});
