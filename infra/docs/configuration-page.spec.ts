import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configurationPage } from './configuration-page';

describe('docs/reference/configuration.md', () => {
  it('says what the code reads (`npm run docs` writes it)', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/reference/configuration.md'), 'utf8');
    expect(page).toBe(configurationPage());
  });
});
