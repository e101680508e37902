import { aRequest, ANSWER } from '../testing/a-request';
import { scriptedModel } from '../testing/scripted-model';
import { limited, Places } from './limited';

describe('a model of which few are asked at once', () => {
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    let [now, most] = [0, 0];
    const model = scriptedModel(async () => {
      most = Math.max(most, ++now);
      await opened;
      now -= 1;
      return ANSWER;
    });
    return { model, open: () => open(), most: () => most };
  };

  it('lets the others wait their turn', async () => {
    const { model, open, most } = gate();
    const two = limited(model, new Places(2));
    const asked = Array.from({ length: 6 }, () => two.answer(aRequest()));
    open();
    await Promise.all(asked);
    expect(most()).toBe(2);
    expect(model.asked).toHaveLength(6);
  });

  it('ends a call that found no place in its time, and gives its place to nobody twice', async () => {
    const { model, open } = gate();
    const one = limited(model, new Places(1));
    const first = one.answer(aRequest());
    await expect(one.answer(aRequest({ timeoutMs: 30 }))).rejects.toMatchObject({ kind: 'timed-out' });
    const given = new AbortController();
    const third = one.answer(aRequest({ signal: given.signal }));
    given.abort();
    await expect(third).rejects.toMatchObject({ kind: 'cancelled' });
    open();
    await first;
    expect((await one.answer(aRequest())).value).toEqual(ANSWER);
    expect(model.asked).toHaveLength(2);
  });
});
