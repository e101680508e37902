import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { leftOver } from '../contracts/owned-files';
import { PAGES } from './pages';

describe.each(Object.entries(PAGES))('%s', (path, page) => {
  it('says what the code says (`npm run docs` writes it)', () => {
    expect(readFileSync(resolve(__dirname, '../..', path), 'utf8')).toBe(page());
  });
});

it('leaves no schema or sample behind of an event that is gone', () => {
  expect(leftOver()).toEqual([]);
});
