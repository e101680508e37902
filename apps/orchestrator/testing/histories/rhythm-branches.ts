import type { Branch } from './coverage';

/** A beat of the company's rhythm. */
export const RHYTHM_BRANCHES: readonly Branch[] = [
  {
    workflow: 'operatingRhythm',
    branch: 'gave out the attention of a morning',
    seen: (h) => h.input['name'] === 'morning' && h.asked('admitMorningWave').length === 1,
  },
  {
    workflow: 'operatingRhythm',
    branch: 'asked the agents',
    seen: (h) => h.input['name'] !== 'morning' && h.asked('runRhythm').length === 1 && h.activities.length === 1,
  },
];
