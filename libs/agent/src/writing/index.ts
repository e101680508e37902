export type { FilledPart, Part, PartWriter, Trace, Written, WrittenBy } from './part';
export { subjectAndBody } from './answer';
export { draftSettings } from './draft-settings';
export { DraftMemory, UNKEPT, type DraftSeals, type Drafts } from './memory';
export { ModelWriter, type PromptSource } from './model-writer';
export { draftPrompts, modelsOf } from './writer-of';
export type { DraftJob } from './shown-job';
export { fromTemplates, Pen } from './pen';
