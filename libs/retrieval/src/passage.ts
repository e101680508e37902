import type { DocumentKind, DocumentUse } from './document-use';

/** What a passage is for and when it holds. Null or empty means: for everybody, always. */
export interface PassageScope {
  /** Slug of the company whose own words these are. */
  company: string | null;
  /** Stage of the playbook, 1–7. */
  stage: number | null;
  personas: string[];
  /** First day on which it holds and the first on which it no longer does (`2026-01-31`). */
  effectiveFrom: string | null;
  effectiveTo: string | null;
  /** What it is to agents; absent where it is nothing to them, as a confidential one always is. */
  use?: DocumentUse;
  /**
   * For the people of the company alone: no model is shown it, and no server outside gets its text unless that is configured
   * (`EMBEDDING_CONFIDENTIAL`). A store of vectors outside, where there is one, holds its ids, hashes and vectors.
   */
  confidential?: true;
}

export interface Passage {
  /** `4-progression/deal-risk#silent`: document, `#`, slug of the heading. Does not change when its words do. */
  id: string;
  heading: string;
  /** Headings above it within the document, the title left out. */
  path: string[];
  /** Markdown as written. */
  text: string;
  /** Of the file; of one without lines, of its text as read. */
  line: number;
  /** Page or slide of the file; absent where it has none. */
  page?: number;
}

export interface SourcePassage extends Passage {
  /** Words by which people ask for it and which it does not itself use; searched, never shown. */
  asked?: string;
}

/** A file of Markdown, cut at its headings. */
export interface SourceDocument extends PassageScope {
  /** What it was indexed with: `playbook`, or a folder. */
  source: string;
  /** `4-progression/deal-risk`; unique within its source. */
  id: string;
  title: string;
  /** As a reader finds it: relative to the folder that was indexed. */
  file: string;
  /** ISO 639-1. */
  language: string;
  /** Of everything above and below: the same hash, the same passages. */
  hash: string;
  passages: SourcePassage[];
}

export interface PassageFilter {
  /** Passages of this company and those of no company; without it only those of no company. */
  company?: string;
  stage?: number;
  persona?: string;
  /** Business day (`2026-01-31`) on which the passage must hold. */
  effectiveOn?: string;
  /** Only of documents of these kinds; without it of any, and of those of none. */
  kinds?: readonly DocumentKind[];
  /** In lower case. */
  industry?: string;
  /** For an assistant: nothing that is confidential. */
  forModel?: true;
}

/** Whether a document may answer under a filter. */
export function admits(filter: PassageFilter, scope: PassageScope): boolean {
  const day = filter.effectiveOn;
  const industries = scope.use?.industries ?? [];
  return (
    (scope.company === null || scope.company === filter.company) &&
    (filter.stage === undefined || scope.stage === null || scope.stage === filter.stage) &&
    (filter.persona === undefined || scope.personas.length === 0 || scope.personas.includes(filter.persona)) &&
    (filter.kinds === undefined || (scope.use !== undefined && filter.kinds.includes(scope.use.kind))) &&
    (filter.industry === undefined || industries.length === 0 || industries.includes(filter.industry)) &&
    (filter.forModel === undefined || scope.confidential === undefined) &&
    (day === undefined || scope.effectiveFrom === null || scope.effectiveFrom <= day) &&
    (day === undefined || scope.effectiveTo === null || day < scope.effectiveTo)
  );
}
