import { ACTION_NEEDS } from '@salesagent/canon/sales';
import { DECLARED } from './declared';

it('forecast and report need what the canon says they do', () => {
  const sorted = Object.entries(DECLARED).map(([type, fields]) => [type, [...fields].sort()]);
  expect(ACTION_NEEDS.forecast).toEqual(Object.fromEntries(sorted));
  expect(ACTION_NEEDS['periodic-report']).toEqual(ACTION_NEEDS.forecast);
});
