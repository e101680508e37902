export { compilePlaybook, tryCompile, type Compiled, type CompileOptions } from './compile';
export { checkPlaybook, type CheckOptions, type PlaybookCheck } from './check';
export { coverPlaybook, type ActionCoverage, type PlaybookCoverage, type Share, type ThresholdRead } from './coverage';
export {
  changesInWords,
  diffPlaybooks,
  type PassageChange,
  type PlaybookDiff,
  type RuleChange,
  type RuleSide,
} from './diff';
export { dataOf, passageOf, Playbook, rulesOf, type Passage, type PlaybookData, type Section } from './playbook';
export { PlaybookErrors, type PlaybookProblem } from './problems';
export { MissingFacts, placeholdersOf, renderTemplate, type TemplateValues } from './template';
export { askedWords } from './asked';
export { glossarySchema, type Glossary } from './glossary';
export type { Provenance } from './layers';
export { readPolicyFiles, type PolicyFiles } from './policy-files';
export { parseSection, slugOf, splitSection, type SectionSource, type SourcePassage } from './source';
export {
  importSourceOf,
  isDraft,
  signedOffSchema,
  writtenFrontMatterSchema,
  type DraftSection,
  type ImportSource,
  type SignedOff,
} from './standing';
export { companyLayer, DOCUMENTS, notPublishable, type PlaybookFile } from './company-layer';
export {
  actionFrontMatterSchema,
  companyWideSchema,
  frontMatterOf,
  frontMatterSchema,
  type ActionFrontMatter,
} from './front-matter';
export { askedSchema } from './asked';
export { offBecause } from './off';
export { setRules, type SetRule } from './set-rules';
