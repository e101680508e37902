export type { Answered, AskedBy, Question, TextReader } from './question';
export { ModelReader } from './model-reader';
export { Reading } from './reading';
