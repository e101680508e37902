import type { DealAsOf, Unit } from '@salesagent/canon/kpi';
import type { FindingId } from '../../api/xray.schema';
import type { Chart } from '../charts';

/** A finding with the deals it stands on. */
export interface Finding {
  id: FindingId;
  title: string;
  sentence: string;
  number: number | null;
  unit: Unit;
  n: number;
  formula: string;
  facts: { label: string; value: number | null; unit: Unit; n: number }[];
  predicate: string;
  deals: DealAsOf[];
  chart: Chart | null;
}

export const fact = (label: string, value: number | null, unit: Unit, n: number) => ({ label, value, unit, n });
