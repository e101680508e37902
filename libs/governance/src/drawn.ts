import { createHash } from 'node:crypto';

/** 52 bits of a hash as a number in [0, 1): the same for the same name, and nobody chooses it. */
export function drawOf(purpose: string, name: string): number {
  const hex = createHash('sha256').update(`${purpose}\n${name}`).digest('hex').slice(0, 13);
  return Number.parseInt(hex, 16) / 2 ** 52;
}

/** Whether a name is among a share (0–1) of all names, drawn for this purpose alone. */
export function isDrawn(purpose: string, name: string, share: number): boolean {
  return drawOf(purpose, name) < share;
}
