import type { RecordType } from './records';

/**
 * What a proposal would do, exactly. It is what a person sees as a diff, what a decision binds by digest, and
 * what the gateway carries out.
 */
export type Change = TaskChange | FieldsChange | FieldsBatchChange | DocumentChange | RecordChange;

/** Suggest a task to one of our own people; the CRM task is written when its owner accepts. */
export interface TaskChange {
  kind: 'task';
  ownerId: string;
  title: string;
  body: string;
  /** Business days from acceptance. */
  dueInBusinessDays: number;
  accountId?: string | null;
  opportunityId?: string | null;
}

/** Set fields of one record; `expect` holds the values the proposal saw (a different one makes it stale). */
export interface FieldsChange {
  kind: 'fields';
  record: { type: RecordType; id: string };
  expect: Record<string, unknown>;
  set: Record<string, unknown>;
}

/** Set fields of many records as one set-based write: agent-owned fields, or the signed first tiering. */
export interface FieldsBatchChange {
  kind: 'fields-batch';
  type: RecordType;
  fields: string[];
  rows: { id: string; set: Record<string, unknown> }[];
}

/** File a document with a record (a proposal draft); its bytes are rendered from `content` when executed. */
export interface DocumentChange {
  kind: 'document';
  record: { type: RecordType; id: string };
  name: string;
  mediaType: string;
  /** The content model of libs/documents. */
  content: unknown;
}

/** Create a record. */
export interface RecordChange {
  kind: 'record';
  type: RecordType;
  id: string;
  set: Record<string, unknown>;
}
