import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PAGES } from './pages';

describe.each(Object.entries(PAGES))('%s', (path, page) => {
  it('says what the code says (`npm run docs` writes it)', () => {
    expect(readFileSync(resolve(__dirname, '../..', path), 'utf8')).toBe(page());
  });
});
