import type { Change } from '../../api/generated/types.gen';
import { isDocument, withoutEmptyLines } from './documentModel';

/** What was edited as it would be sent, or why it cannot be approved like this. */
export function readyToApprove(edited: Change): { change: Change } | { problem: string } {
  if (edited.kind === 'document' && isDocument(edited.content)) {
    return { change: { ...edited, content: withoutEmptyLines(edited.content) } };
  }
  if (edited.kind === 'task' && (edited.dueInBusinessDays < 0 || edited.dueInBusinessDays > 60)) {
    return { problem: 'A task is due 0 to 60 business days after acceptance.' };
  }
  return { change: edited };
}
