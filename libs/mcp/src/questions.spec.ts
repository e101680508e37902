import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf, QUESTIONS } from './questions';

it('asks for one request to an agent, and beside it only reads', () => {
  const writing = Object.values(QUESTIONS).filter(({ method }) => method !== 'GET');
  expect(writing).toEqual([{ method: 'POST', path: '/api/requests' }]);
});

it.each([
  ['../approvals/x/decision', '/api/deals/..%2Fapprovals%2Fx%2Fdecision'],
  ['x?state=all#y', '/api/deals/x%3Fstate%3Dall%23y'],
  ['%2e%2e', '/api/deals/%252e%252e'],
])('keeps the id %s within its place in the path', (id, path) => {
  expect(pathOf('deal', { id })).toBe(path);
  expect(new URL(path, 'http://console').pathname).toBe(path);
});

it.each(['', '.', '..'])('refuses the id "%s", which would name another path', (id) => {
  const refused = expect.objectContaining({ name: 'Refusal', code: 'not-found', message: `"${id}" is no id.` });
  expect(() => pathOf('deal', { id })).toThrow(refused);
});

it('leaves out what is not asked', () => {
  expect(pathOf('deals', { query: { q: 'a b', owner: undefined, limit: 5 } })).toBe('/api/deals?q=a+b&limit=5');
});

it('has one file that speaks to anything outside', () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const outward = /\bfetch\(|from '(node:(http|https|net|fs|child_process)|pg)'/;
  const speaking = files.filter((name) => {
    const text = readFileSync(join(__dirname, name), 'utf8').replace(/import type .*/g, '');
    return !name.endsWith('.spec.ts') && outward.test(text);
  });
  expect(speaking).toEqual(['console-over-http.ts']);
});
