import { plainText } from '../guard';

/** What looks like the beginning or end of a block, or of somebody else's turn, in a prompt. */
const FENCE_LIKE: readonly (readonly [RegExp, string])[] = [
  [/<{2,}|«{2,}/g, '‹'],
  [/>{2,}|»{2,}/g, '›'],
  [/(?:`{3,}|~{3,})/g, "'''"],
  [/<\|/g, '‹'],
  [/\|>/g, '›'],
  [/<(\/?)(?=[a-z_!?])/gi, '‹$1'],
  [/\[(\/?)(INST|SYS|SYSTEM|ASSISTANT|USER|TOOL)\]/gi, '($1$2)'],
  [/^[ \t]*(?:#{1,6}[ \t]*)?(system|assistant|developer|user|tool|human|ai)[ \t]*:/gim, '$1 –'],
  [/^[ \t]*#{1,6}(?=[ \t])/gm, '•'],
  [/^[ \t]*([-=_*#]){4,}[ \t]*$/gm, ''],
  [/\b(?:BEGIN|END|START)[ _-]?(?:OF[ _-])?(?:DATA|PROMPT|INSTRUCTIONS?|INPUT|CONTEXT|SYSTEM)\b/gi, 'data'],
  [/\bDATA(?=\s+\w+\s+[\w-]{10,})/g, 'data'],
];

/** Of one text that others wrote a model sees so many characters; the rest is cut and said to be cut. */
const LONGEST = 4_000;

/**
 * Text that others wrote as a model may be shown it, inside the block of the call (`libs/llm`, `Fence`): without control
 * and invisible characters, without what could be taken for a fence or for another speaker, and of bounded length.
 */
export function defused(text: string): string {
  let shown = plainText(text);
  for (const [pattern, instead] of FENCE_LIKE) shown = shown.replace(pattern, instead);
  return shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST)} [cut]`;
}
