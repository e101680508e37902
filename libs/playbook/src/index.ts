export { compilePlaybook, tryCompile, type CompileOptions } from './compile';
export { checkPlaybook, type CheckOptions, type PlaybookCheck } from './check';
export { dataOf, passageOf, Playbook, rulesOf, type Passage, type PlaybookData, type Section } from './playbook';
export { PlaybookErrors, type PlaybookProblem } from './problems';
export { MissingFacts, placeholdersOf, renderTemplate, type TemplateValues } from './template';
export { askedWords } from './asked';
export { glossarySchema, type Glossary } from './glossary';
export type { Provenance } from './layers';
export { readPolicyFiles, type PolicyFiles } from './policy-files';
