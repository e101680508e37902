import type { MirrorReader, MirrorRow } from './reader';
import { RememberingMirror } from './remembering-mirror';

const row = (id: string): MirrorRow => ({ type: 'account', id, version: 1, fields: { name: id } });

/** A mirror of three accounts that writes down what it is asked, and is away as often as told. */
function asking(away = 0) {
  const asked: unknown[] = [];
  const answer = <T>(question: unknown[], value: T): Promise<T> => {
    asked.push(question);
    return asked.length <= away ? Promise.reject(new Error('away')) : Promise.resolve(value);
  };
  const known = new Set(['a', 'b', 'c']);
  const mirror: MirrorReader = {
    get: (type, id) => answer(['get', type, id], known.has(id) ? row(id) : null),
    many: (type, ids) =>
      answer(['many', type, ...ids], new Map(ids.filter((id) => known.has(id)).map((id) => [id, row(id)]))),
    where: (type, field, value) => answer(['where', type, field, value], [row('a')]),
    all: (type, filter) => answer(['all', type, filter], [row('a'), row('b'), row('c')]),
  };
  return { asked, mirror: new RememberingMirror(mirror) };
}

describe('a mirror that remembers', () => {
  it('asks for each record once, however it was asked for first, also for those that are not there', async () => {
    const { asked, mirror } = asking();
    expect([...(await mirror.many('account', ['a', 'x', 'a'])).keys()]).toEqual(['a']);
    expect([await mirror.get('account', 'a'), await mirror.get('account', 'x')]).toEqual([row('a'), null]);
    expect(await Promise.all([mirror.get('account', 'b'), mirror.get('account', 'b')])).toEqual([row('b'), row('b')]);
    expect([...(await mirror.many('account', ['a', 'b', 'c'])).keys()]).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([
      ['many', 'account', 'a', 'x'],
      ['get', 'account', 'b'],
      ['many', 'account', 'c'],
    ]);
  });

  it('asks for each list once', async () => {
    const { asked, mirror } = asking();
    for (let n = 0; n < 2; n++) {
      expect(await mirror.where('account', 'name', 'a')).toEqual([row('a')]);
      expect(await mirror.all('account')).toHaveLength(3);
    }
    await mirror.where('account', 'name', 'b');
    expect(asked).toHaveLength(3);
  });

  it('does not remember that the database was away', async () => {
    const { mirror } = asking(2);
    await expect(mirror.many('account', ['a'])).rejects.toThrow('away');
    await expect(mirror.where('account', 'name', 'a')).rejects.toThrow('away');
    expect(await mirror.get('account', 'a')).toEqual(row('a'));
    expect(await mirror.where('account', 'name', 'a')).toEqual([row('a')]);
  });
});
