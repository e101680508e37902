/** What works on documents of this machine and needs no stack: slow to load, so no other command has it in memory. */
export { fetchModel, modelFolder } from '@salesagent/retrieval';
export { ownPlaybook } from '../mcp/own-playbook';
export { answerJson, answerText, changeText } from '../output/search-text';
export { embedderOf } from './embedder-of';
export { acceptDraft } from './import/accept-draft';
export { runImport } from './import/run-import';
export { KeptIndex } from './kept-index';
export { readerOf } from './reader-of';
export { retrieverOver } from './retriever-over';
export { folderOf, shownFolder, upToDate } from './searched-folders';
