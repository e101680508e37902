import { testDatabase } from '@salesagent/servers/testing';
import { textList } from './text-list';

it('gives the server every text as it is', async () => {
  const database = await testDatabase();
  const texts = [
    '',
    'plain',
    'NULL',
    null,
    '"quoted", and {braced}',
    'back\\slash',
    'two\nlines\tand a tab',
    'Ünïcode 🚀',
  ];
  try {
    for (const list of [texts, [], [null]]) {
      const { rows } = await database.pool.query<{ texts: unknown }>('select $1::text[] as texts', [textList(list)]);
      expect(rows[0]?.texts).toEqual(list);
    }
  } finally {
    await database.drop();
  }
});
