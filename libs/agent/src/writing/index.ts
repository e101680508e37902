export type { FilledPart, Part, PartWriter, Trace, Written, WrittenBy } from './part';
export { subjectAndBody } from './answer';
export { DraftMemory, type DraftSeals } from './memory';
export { ModelWriter, type PromptSource } from './model-writer';
export { writerOf } from './writer-of';
export { fromTemplates, Pen } from './pen';
