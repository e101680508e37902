import { signedBySlack } from '../../testing';
import { isFromSlack } from './signature';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW = new Date('2026-11-26T08:00:00Z');
const body = 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&command=%2Fwebhook-collect&text=';

const seconds = (n: number): Date => new Date(NOW.getTime() + n * 1_000);
const judged = ({ body: text, headers }: ReturnType<typeof signedBySlack>, over: Record<string, unknown> = {}) =>
  isFromSlack(Buffer.from(text), { ...headers, ...over } as Record<string, string>, SECRET, NOW);

describe('a request that says it is from Slack', () => {
  it('is, when Slack’s own example of a signature comes out', () => {
    // docs.slack.dev, "Verifying requests from Slack", with its secret, stamp and body.
    const example =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
      '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
      '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a1' +
      '4d10d2c447fce8b6703c';
    const headers = {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };
    const then = new Date(1_531_420_618_000);
    expect(isFromSlack(Buffer.from(example), headers, '8f742231b10e8888abcd99yyyzzz85a5', then)).toBe(true);
  });

  it.each([
    ['now', 0],
    ['five minutes ago', -300],
    ['by a clock that is ahead a little', 60],
  ])('is, when it was signed %s', (_when, ago) => {
    expect(judged(signedBySlack(body, SECRET, seconds(ago)))).toBe(true);
  });

  const good = signedBySlack(body, SECRET, NOW);
  it.each<[string, ReturnType<typeof signedBySlack>, Record<string, unknown>]>([
    ['signed with another secret', signedBySlack(body, 'another secret of the same length…', NOW), {}],
    ['signed more than five minutes ago', signedBySlack(body, SECRET, seconds(-302)), {}],
    ['signed for a time to come', signedBySlack(body, SECRET, seconds(302)), {}],
    ['whose body was altered', { ...good, body: `${body}x` }, {}],
    ['whose stamp was altered', good, { 'x-slack-request-timestamp': String(Math.floor(NOW.getTime() / 1000) + 1) }],
    ['whose stamp is no number', good, { 'x-slack-request-timestamp': 'soon' }],
    ['without a stamp', good, { 'x-slack-request-timestamp': undefined }],
    ['without a signature', good, { 'x-slack-signature': undefined }],
    ['with two signatures', good, { 'x-slack-signature': [good.headers['x-slack-signature'], 'v0=0'] }],
    ['of another version', good, { 'x-slack-signature': good.headers['x-slack-signature']?.replace('v0', 'v1') }],
    ['with a signature cut short', good, { 'x-slack-signature': good.headers['x-slack-signature']?.slice(0, -1) }],
  ])('is not, when it is one %s', (_what, request, over) => {
    expect(judged(request, over)).toBe(false);
  });

  it('is not, when its bytes are no text', () => {
    const bytes = Buffer.from([0x66, 0xff, 0xfe]);
    const { headers } = signedBySlack(bytes.toString('utf8'), SECRET, NOW);
    expect(isFromSlack(bytes, headers, SECRET, NOW)).toBe(false);
  });
});
