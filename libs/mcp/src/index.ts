export { ConsoleOverHttp, type ConsoleAddress } from './console-over-http';
export { answerOverHttp } from './http';
export type { LibraryAnswer, LibraryQuestion, PlaybookLibrary } from './playbook-library';
export { QUESTIONS, type Console, type QuestionName, type QuestionParts } from './questions';
export { Refusal } from './refusal';
export { SERVER_NAME, type ServerParts } from './server';
export { serveOverStdio, type Streams } from './stdio';
export { TOOLS } from './tools';
