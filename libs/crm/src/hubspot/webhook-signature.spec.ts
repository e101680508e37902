import { signatureProblem, signatureV3, SIGNATURE_WINDOW_MS, type SignedRequest } from './webhook-signature';

const SECRET = 'c9dfb1a4-9a63-4f5e-8a43-1a5cbe1f3a8f';
const NOW = new Date('2026-03-02T10:00:00Z');
const SEED = Number(process.env.SEED ?? 20260302);

/** mulberry32: a seed makes the same run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function genuine(change: Partial<SignedRequest> = {}, at = NOW): SignedRequest {
  const request = {
    method: 'POST',
    uri: 'https://gateway.example.com/webhooks/hubspot?company=acme',
    body: Buffer.from('[{"eventId":1,"objectId":512}]'),
    ...change,
  };
  const timestamp = change.timestamp ?? String(at.getTime());
  return { ...request, timestamp, signature: signatureV3(SECRET, request, timestamp) };
}

describe('A webhook is taken only when HubSpot signed exactly what arrived, just now', () => {
  it('takes a genuine request, up to the edges of the window', () => {
    expect(signatureProblem(SECRET, genuine(), NOW)).toBeNull();
    for (const offset of [-SIGNATURE_WINDOW_MS, SIGNATURE_WINDOW_MS]) {
      expect(signatureProblem(SECRET, genuine({}, new Date(NOW.getTime() + offset)), NOW)).toBeNull();
    }
  });

  it('agrees with a digest made by another tool', () => {
    // printf 'POSThttps://example.com/hook[]1700000000000' | openssl dgst -sha256 -hmac secret -binary | base64
    const request = { method: 'POST', uri: 'https://example.com/hook', body: Buffer.from('[]') };
    expect(signatureV3('secret', request, '1700000000000')).toBe('0/4DF+YUcmbqY3ggukl+oIJILQ/DMu3iavl4482uHT4=');
  });

  it('decodes the listed escapes of the URI, and no others', () => {
    const signed = genuine({ uri: "https://a.example/hook?to=x@y.z:/?!$'()*,;&keep=%20%25%2B" });
    const called = 'https://a.example/hook?to=x%40y.z%3A%2F%3f%21%24%27%28%29%2A%2C%3B&keep=%20%25%2B';
    expect(signatureProblem(SECRET, { ...signed, uri: called }, NOW)).toBeNull();
    expect(signatureProblem(SECRET, { ...signed, uri: called.replace('%20', ' ') }, NOW)).toBe('wrong');
  });

  it('says what is wrong', () => {
    expect(signatureProblem(SECRET, { ...genuine(), signature: undefined }, NOW)).toBe('missing');
    expect(signatureProblem(SECRET, { ...genuine(), timestamp: undefined }, NOW)).toBe('missing');
    expect(signatureProblem(SECRET, genuine({ timestamp: '1e15' }), NOW)).toBe('malformed');
    expect(signatureProblem(SECRET, genuine({}, new Date(NOW.getTime() - SIGNATURE_WINDOW_MS - 1)), NOW)).toBe('stale');
    expect(signatureProblem(SECRET, genuine({}, new Date(NOW.getTime() + SIGNATURE_WINDOW_MS + 1)), NOW)).toBe('ahead');
    expect(() => signatureProblem('', genuine(), NOW)).toThrow('client secret');
  });

  it(`accepts none of 10,000 forged, stale, replayed or altered requests (seed ${SEED})`, () => {
    const next = random(SEED);
    const below = (limit: number) => Math.floor(next() * limit);
    const flip = (text: string) => {
      const at = below(text.length);
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 + below(15))) + text.slice(at + 1);
    };
    const attacks: Record<string, () => [SignedRequest, Date]> = {
      'signed with another secret': () => {
        const request = genuine();
        return [{ ...request, signature: signatureV3(`${SECRET}${below(1e9)}`, request, request.timestamp!) }, NOW];
      },
      'a made-up signature': () => [
        { ...genuine(), signature: Buffer.from(Array.from({ length: 32 }, () => below(256))).toString('base64') },
        NOW,
      ],
      'a bit of the signature changed': () => [{ ...genuine(), signature: flip(genuine().signature!) }, NOW],
      'the signature cut or padded': () => [
        { ...genuine(), signature: below(2) ? `${genuine().signature}=` : genuine().signature!.slice(0, below(44)) },
        NOW,
      ],
      'sent again after the window': () => [
        genuine(),
        new Date(NOW.getTime() + SIGNATURE_WINDOW_MS + 1 + below(86_400_000)),
      ],
      'stamped ahead': () => [genuine({}, new Date(NOW.getTime() + SIGNATURE_WINDOW_MS + 1 + below(1e10))), NOW],
      'the stamp renewed, the signature kept': () => [
        {
          ...genuine({}, new Date(NOW.getTime() - SIGNATURE_WINDOW_MS - below(1e9))),
          timestamp: String(NOW.getTime()),
        },
        new Date(NOW.getTime() + 1 + below(1000)),
      ],
      'body altered': () => {
        const request = genuine();
        return [{ ...request, body: Buffer.from(flip(request.body.toString())) }, NOW];
      },
      'body printed again': () => {
        const request = genuine();
        return [
          { ...request, body: Buffer.from(JSON.stringify(JSON.parse(request.body.toString()), null, 1 + below(8))) },
          NOW,
        ];
      },
      'URI altered': () => {
        const request = genuine();
        return [{ ...request, uri: flip(request.uri) }, NOW];
      },
      'URI with another company': () => [{ ...genuine(), uri: `${genuine().uri}${below(1e9)}` }, NOW],
      'method altered': () => [{ ...genuine(), method: ['GET', 'PUT', 'PATCH', 'DELETE'][below(4)]! }, NOW],
      'stamp moved within the window': () => {
        const request = genuine();
        return [{ ...request, timestamp: String(Number(request.timestamp) + 1 + below(SIGNATURE_WINDOW_MS - 1)) }, NOW];
      },
      'stamp that is no number': () => [
        { ...genuine(), timestamp: ['NaN', '', ' ', '-1', '0x1', '1e12', `${NOW.getTime()} `][below(7)]! },
        NOW,
      ],
    };
    const names = Object.keys(attacks);
    const accepted: string[] = [];
    const refused = new Map<string, number>();
    for (let run = 0; run < 10_000; run += 1) {
      const name = names[run % names.length]!;
      const [request, now] = attacks[name]!();
      if (signatureProblem(SECRET, request, now) === null) accepted.push(`${name}: ${JSON.stringify(request)}`);
      else refused.set(name, (refused.get(name) ?? 0) + 1);
    }
    expect(accepted).toEqual([]);
    expect([...refused.values()].reduce((sum, one) => sum + one, 0)).toBe(10_000);
    // Each kind had its turn.
    expect(Math.min(...names.map((name) => refused.get(name) ?? 0))).toBeGreaterThan(700);
  });
});
