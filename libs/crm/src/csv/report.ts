import type { RecordType } from '@salesagent/canon/sales';

/** Something worth knowing about the data, with how often it occurs. It is reported, not repaired. */
export interface Finding {
  kind:
    | 'missing-file'
    | 'unrecognised-file'
    | 'unmapped-column'
    | 'repeated-row'
    | 'unresolved-reference'
    | 'derived-record'
    | 'missing-value'
    | 'unreadable-value'
    | 'likely-misspelling'
    | 'possible-duplicate'
    | 'overdue-close-date'
    | 'lost-value-zero'
    | 'erased-person'
    | 'impossible-dates'
    | 'future-close-date'
    | 'other-currency'
    | 'negative-value';
  file: string;
  /** First line it occurs on. */
  row?: number;
  column?: string;
  value?: string;
  count: number;
  message: string;
  remedy: string;
}

export interface FileReport {
  file: string;
  recordType: RecordType | null;
  rows: number;
  loaded: number;
  columns: { column: string; field: string | null; how: string }[];
  ignored: boolean;
}

export interface ImportReport {
  files: FileReport[];
  findings: Finding[];
  /** The business date the import speaks as of: the newest past event in the files. */
  asOf: string;
}

/** Collects findings, counting the ones that differ only in their row. */
export class Findings {
  private readonly byKey = new Map<string, Finding>();

  add(finding: Omit<Finding, 'count'>, count = 1): void {
    const key = [finding.kind, finding.file, finding.column, finding.value].join('\n');
    const known = this.byKey.get(key);
    if (known) known.count += count;
    else this.byKey.set(key, { ...finding, count });
  }

  all(): Finding[] {
    return [...this.byKey.values()];
  }
}
