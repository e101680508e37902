import { describeWith } from '@salesagent/servers/testing';
import { LocalMiniLm } from './local-minilm';
import { fetchModel, modelLacks } from './model-files';

const lacks = modelLacks();
const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describeWith({ name: lacks ?? 'MiniLM', met: lacks === null }, 'MiniLM on this machine', () => {
  let model: LocalMiniLm;
  beforeAll(async () => {
    model = LocalMiniLm.find(await fetchModel())!;
  });
  afterAll(() => model.close());

  it('puts what means the same near, without a word in common', async () => {
    const [discount, rebate, lunch] = await model.embed([
      'Who may approve a discount?',
      'Permission to lower the price is given by the manager.',
      'The canteen serves soup on Thursdays.',
    ]);
    expect(product(discount!, rebate!)).toBeGreaterThan(0.3);
    expect(product(discount!, lunch!)).toBeLessThan(0.15);
  });

  it('gives the published vector of a text, as near as its rounded weights allow', async () => {
    const [vector] = await model.embed(['This is an example sentence']);
    expect(vector).toHaveLength(model.dimensions);
    expect(product(vector!, vector!)).toBeCloseTo(1, 5);
    // The first numbers that sentence-transformers' own page of the model prints for this sentence.
    const published = [0.0676569, 0.06349581, 0.0487131];
    published.forEach((value, i) => expect(Math.abs(vector![i]! - value)).toBeLessThan(0.02));
  });

  it('gives a text the same vector in any company and any number of times', async () => {
    const [alone] = await model.embed(['Renewal']);
    const [, among] = await model.embed(['A much longer text about something else entirely', 'Renewal']);
    expect(among).toEqual(alone);
    await model.close();
    expect((await model.embed(['Renewal']))[0]).toEqual(alone);
  });

  it('takes a text of any length, and none at all', async () => {
    expect(await model.embed([])).toEqual([]);
    const [empty, long] = await model.embed(['', 'price '.repeat(5_000)]);
    expect(empty).toHaveLength(384);
    expect(product(long!, long!)).toBeCloseTo(1, 5);
  });
});
