import type { IndexedDocument } from '../weights';
import type { SearchedDocument } from './language-index';

export const searchedDocument = (document: IndexedDocument): SearchedDocument => ({
  ...document,
  passages: document.passages.map(({ id, textHash, impacts }) => ({
    ...{ id, textHash, terms: [...impacts.keys()] },
    impacts: Float32Array.from(impacts.values()),
  })),
});
