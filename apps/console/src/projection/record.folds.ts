import type { DocumentPassage, IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import type { Fold } from './fold';
import type { CurveRow, InsightRow, MovementRow } from './rows';

interface InsightData {
  action: string;
  subject: string;
  businessDate: string;
  values: Record<string, unknown>;
  reasons: string[];
  citations: string[];
  documents?: DocumentPassage[];
  playbookVersion: string;
}

/** The latest insight of each action about each record. */
export const insightFold: Fold<InsightRow> = {
  table: 'insight',
  key: 'key',
  columns: [
    'key',
    'action',
    'subject',
    'business_date',
    'recorded_at',
    'values',
    'reasons',
    'citations',
    'documents',
    'playbook_version',
  ],
  keyOf: (event) => {
    if (event.type !== 'InsightRecorded') return null;
    const { action, subject } = event.data as InsightData;
    return `${action}:${subject}`;
  },
  evolve(_row, event) {
    const data = event.data as InsightData;
    return {
      key: `${data.action}:${data.subject}`,
      action: data.action,
      subject: data.subject,
      business_date: data.businessDate,
      recorded_at: event.recordedAt,
      values: data.values,
      reasons: data.reasons,
      citations: data.citations,
      documents: data.documents ?? null,
      playbook_version: data.playbookVersion,
    };
  },
};

/** When each deal last moved; a deal that came into being moved into its first sub-stage. */
export const movementFold: Fold<MovementRow> = {
  table: 'movement',
  key: 'opportunity_id',
  columns: ['opportunity_id', 'sub_stage', 'from_sub_stage', 'moved_at'],
  keyOf: (event) => {
    if (!event.topic.endsWith('.crm.opportunity')) return null;
    const data = event.data as RecordEventData;
    // An undated stage of an import says where the deal is, not since when.
    return typeof data.set['subStage'] === 'string' && !data.undated ? data.recordId : null;
  },
  evolve(row, event) {
    const { recordId, set } = event.data as RecordEventData;
    const subStage = String(set['subStage']);
    if (row?.sub_stage === subStage) return row;
    return {
      opportunity_id: recordId,
      sub_stage: subStage,
      from_sub_stage: row?.sub_stage ?? null,
      moved_at: event.occurredAt,
    };
  },
};

/** The company's win curve as ops-analyst last fitted it. */
export const curveFold: Fold<CurveRow> = {
  table: 'win_curve',
  key: 'key',
  columns: ['key', 'as_of', 'curve'],
  keyOf: (event: IntegrationEvent) => (event.type === 'WinCurveFitted' ? 'company' : null),
  evolve: (_row, event) => ({ key: 'company', as_of: (event.data as { asOf: string }).asOf, curve: event.data }),
};
