export type { Dropped, Found, Note, ReadBy, ReadNote, SourceKind } from './note';
export { extractionRules, phrases, type ExtractionRules } from './rules';
export { readByCues } from './read-by-cues';
export { extractionPrompts, readNote, type ReadWith } from './read-by-model';
export { quoteProblem, valueProblem } from './quote';
export { cuesOf, misleads, quotable, type Misleading } from './cues';
export { anyOf } from './phrases';
export { squeezed, statementsOf, type Statement } from './statements';
