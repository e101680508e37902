import { parseDocument } from 'yaml';
import type { SignedOff } from '@salesagent/playbook';

/** The file of a draft with a name and a day in the place of its status; all else is left as it is written. */
export function withSignature(text: string, signedOff: SignedOff): string {
  const normal = text.replaceAll('\r\n', '\n');
  const match = /^---\n([\s\S]*?)\n---[ \t]*(?=\n|$)/.exec(normal);
  const front = parseDocument(match?.[1] ?? '');
  front.delete('status');
  front.set('signedOff', front.createNode(signedOff, { flow: true }));
  return `---\n${front.toString({ lineWidth: 0 })}---${normal.slice(match?.[0].length ?? 0)}`;
}
