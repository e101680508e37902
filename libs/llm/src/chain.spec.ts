import { aRequest, ANSWER } from '../testing/a-request';
import { scriptedModel } from '../testing/scripted-model';
import { firstThatAnswers } from './chain';
import { AnswerInvalid, ModelCallCancelled, ModelNotConfigured, ModelUnavailable, NobodyAnswered } from './errors';
import { noModel } from './no-model';

const down = () => scriptedModel(new ModelUnavailable('It is down.'));

describe('a chain of models', () => {
  it('is the answer of the first that has one', async () => {
    const [first, second, third] = [down(), scriptedModel(ANSWER), scriptedModel(ANSWER)];
    expect((await firstThatAnswers([first, second, third]).answer(aRequest())).value).toEqual(ANSWER);
    expect([first, second, third].map(({ asked }) => asked.length)).toEqual([1, 1, 0]);
  });

  it('ends in what each said when none has', async () => {
    const rubbish = scriptedModel(new AnswerInvalid('It is not JSON.', 'not-json'));
    const asked = firstThatAnswers([down(), rubbish]).answer(aRequest());
    await expect(asked).rejects.toBeInstanceOf(NobodyAnswered);
    await expect(asked).rejects.toThrow(/use the template.*It is down.*It is not JSON/);
    await expect(asked).rejects.toMatchObject({
      said: [{ error: { kind: 'unavailable' } }, { error: { kind: 'invalid' } }],
    });
  });

  it('gives each its share of the time that is left', async () => {
    const [first, second] = [down(), scriptedModel(ANSWER)];
    await firstThatAnswers([{ model: first, share: 3 }, second]).answer(aRequest({ timeoutMs: 40_000 }));
    expect(first.asked[0]?.timeoutMs).toBeLessThanOrEqual(30_000);
    // What the first did not use is there for the second.
    expect(second.asked[0]?.timeoutMs).toBeGreaterThan(30_000);
  });

  it('tells that text begins again with the next', async () => {
    const speak = (then: object) =>
      scriptedModel((request) => {
        request.onText?.('a', false);
        request.onText?.('b', false);
        return then;
      });
    const pieces: [string, boolean][] = [];
    const chain = firstThatAnswers([speak(new ModelUnavailable('lost')), speak(ANSWER)]);
    await chain.answer(aRequest({ onText: (...piece) => pieces.push(piece) }));
    expect(pieces.map(([, restarted]) => restarted)).toEqual([false, false, true, false]);
  });

  it('stops when the call was given up', async () => {
    const second = scriptedModel(ANSWER);
    const asked = firstThatAnswers([scriptedModel(new ModelCallCancelled('given up')), second]).answer(aRequest());
    await expect(asked).rejects.toBeInstanceOf(ModelCallCancelled);
    expect(second.asked).toHaveLength(0);
  });

  it('does not hide a fault of our own', async () => {
    const asked = firstThatAnswers([scriptedModel(new RangeError('a bug')), scriptedModel(ANSWER)]).answer(aRequest());
    await expect(asked).rejects.toBeInstanceOf(RangeError);
  });

  it('leaves out what is not configured, and is not configured without any', async () => {
    expect((await firstThatAnswers([noModel(), scriptedModel(ANSWER)]).answer(aRequest())).value).toEqual(ANSWER);
    const none = firstThatAnswers([noModel()]);
    expect(none.configured).toBe(false);
    await expect(none.answer(aRequest())).rejects.toBeInstanceOf(ModelNotConfigured);
  });
});
