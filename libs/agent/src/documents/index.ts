export {
  NO_DOCUMENTS,
  type Ask,
  type Asks,
  type DocumentKind,
  type DocumentQuestion,
  type Documents,
  type Found,
} from './ask';
export { openDocuments, type OpenDocuments } from './open-documents';
export { CompanyDocuments, type PassageSearch } from './company-documents';
export { isFoundPassage, passagesIn, recorded, withoutPassages, type FoundPassage } from './passage';
