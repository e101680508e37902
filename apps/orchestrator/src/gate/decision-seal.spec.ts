import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecisionSeal } from './decision-seal';
import type { RecordedDecision } from './recorded-decisions';

const folder = mkdtempSync(join(tmpdir(), 'seal-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A seal by the key whose secret is this byte 32 times. */
const sealOf = (byte: number): DecisionSeal => {
  const file = join(folder, `${byte}.jwk`);
  const d = Buffer.alloc(32, byte).toString('base64url');
  writeFileSync(file, JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'x', d }));
  return new DecisionSeal(file);
};
const decision: RecordedDecision = {
  ...{ decisionId: 'd1', actionId: 'a1', decision: 'approve', digest: 'aa', by: 'anna', sub: 'anna', personId: 'anna' },
  ...{ roles: ['rep'], evidenceOpened: true, reason: null, recordVersion: 3, policyVersion: 'p1' },
  ...{ expiresAt: '2026-01-10T00:00:00.000Z', edited: false, seconds: null, change: null },
};
const sealed = (byte: number): RecordedDecision => ({ ...decision, seal: sealOf(byte).of(decision) });
const flaw = (of: RecordedDecision): string | undefined => sealOf(7).examine(of).flaw?.code;

describe('the seal of a decision', () => {
  it('holds for what was sealed, also when it names no key as the first seals did', () => {
    expect(sealOf(7).examine(sealed(7))).toEqual({ decision: sealed(7), flaw: null });
    const seal = '8736a6d59ef6859f34583026b40113e6c3551b85912d71ee2a81318af1fc2128';
    expect(sealOf(7).examine({ ...decision, seal }).flaw).toBeNull();
    expect(flaw({ ...decision, seal, by: 'mara' })).toBe('altered');
  });

  it('tells a missing seal, another key and an altered decision apart', () => {
    expect(flaw(decision)).toBe('unsealed');
    expect(flaw(sealed(8))).toBe('other-key');
    expect(flaw({ ...sealed(7), by: 'mara' })).toBe('altered');
  });

  it.each(['', '.', 'x', 'x.y', '..', sealOf(7).of(decision).split('.')[0]!, `${sealOf(7).of(decision)}00`])(
    'is none: “%s”',
    (seal) => {
      expect(sealOf(7).examine({ ...decision, seal }).decision).toBeNull();
    },
  );

  it('does not hold by another key under the name of ours', () => {
    const [id] = sealOf(7).of(decision).split('.');
    const [, code] = sealOf(8).of(decision).split('.');
    expect(flaw({ ...decision, seal: `${id}.${code}` })).toBe('altered');
  });

  it('is about nothing where the log holds nothing', () => {
    expect(sealOf(7).examine(null)).toEqual({ decision: null, flaw: null });
  });
});
