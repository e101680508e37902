import { SUB_STAGE_ORDER, type Change, type SubStage } from '@salesagent/canon/sales';
import { drawOf, isDrawn } from './drawn';

/** In which way a proposal was made wrong on purpose. */
export const KNOWN_BAD_KINDS = [
  'wrong-amount',
  'wrong-date',
  'wrong-stage',
  'wrong-record',
  'unsupported-claim',
] as const;
export type KnownBadKind = (typeof KNOWN_BAD_KINDS)[number];

/** A proposal's change with one thing in it that its evidence does not bear out. */
export interface KnownBad {
  kind: KnownBadKind;
  change: Change;
  /** What is wrong with it, for the person who has answered. */
  says: string;
}

/** Counted decisions before the first check: a person first gets to know what right looks like. */
export const CHECKS_AFTER = 5;

/** Whether a proposal is among those that are first shown made wrong; drawn by its id, so that nobody chooses. */
export function isCheck(actionId: string, seededShare: number): boolean {
  return isDrawn('known-bad', actionId, seededShare);
}

/**
 * The change made wrong in one known way, the same each time for the same proposal; null where it holds nothing plain
 * that could be made wrong (a batch, sealed words). The evidence stays as it is, so whoever reads it can tell.
 */
export function knownBad(change: Change, actionId: string): KnownBad | null {
  const ways = waysToBeWrong(change);
  return ways[Math.floor(drawOf('known-bad kind', actionId) * ways.length)] ?? null;
}

/** Whether what was wrong is still in an approver's edit of it. */
export function stillWrong(edited: Change, wrong: Change, right: Change): boolean {
  const [was, should, is] = [wrong, right, edited].map((change) => leaves(change));
  return [...was!].some(([path, value]) => should!.get(path) !== value && is!.get(path) === value);
}

function waysToBeWrong(change: Change): KnownBad[] {
  switch (change.kind) {
    case 'fields':
    case 'record':
      return Object.entries(change.set).flatMap(([field, value]) => {
        const wrong = wrongValue(field, value);
        if (!wrong) return [];
        const { kind, says } = wrong;
        return [{ kind, says, change: { ...change, set: { ...change.set, [field]: wrong.value } } }];
      });
    case 'task':
      return [
        { kind: 'unsupported-claim', says: CLAIM_SAYS, change: { ...change, body: `${change.body}\n\n${CLAIM}` } },
      ];
    case 'document':
    case 'fields-batch':
      return [];
  }
}

const CLAIM = 'The customer has confirmed this in writing and the budget is approved.';
const CLAIM_SAYS = 'it claimed a written confirmation that no evidence shows';
const DATE = /^\d{4}-\d{2}-\d{2}/;

interface WrongValue {
  kind: KnownBadKind;
  value: unknown;
  says: string;
}

function wrongValue(field: string, value: unknown): WrongValue | null {
  if (typeof value === 'number' && value !== 0)
    return { kind: 'wrong-amount', value: value * 10, says: `“${field}” was ten times what the evidence shows` };
  if (typeof value !== 'string' || value === '') return null;
  if (field === 'subStage') return wrongStage(value as SubStage);
  if (DATE.test(value)) {
    const year = Number(value.slice(0, 4)) + 1;
    return { kind: 'wrong-date', value: `${year}${value.slice(4)}`, says: `“${field}” was a year later than it is` };
  }
  if (field.endsWith('Id'))
    return { kind: 'wrong-record', value: `${value}-0`, says: `“${field}” named another record than the evidence` };
  if (value.includes(' ')) return { kind: 'unsupported-claim', value: `${value} ${CLAIM}`, says: CLAIM_SAYS };
  return null;
}

/** Two sub-stages further than proposed, or back where there are none left. */
function wrongStage(proposed: SubStage): WrongValue | null {
  const at = SUB_STAGE_ORDER.indexOf(proposed);
  if (at < 0) return null;
  const value = SUB_STAGE_ORDER[at + 2 < SUB_STAGE_ORDER.length - 1 ? at + 2 : at - 2]!;
  return { kind: 'wrong-stage', value, says: `it moved the deal to ${value}, which the evidence does not bear out` };
}

/** Every plain value of a change by where it stands in it. */
function leaves(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return into.set(path, value);
  for (const [key, inner] of Object.entries(value)) leaves(inner, `${path}/${key}`, into);
  return into;
}
