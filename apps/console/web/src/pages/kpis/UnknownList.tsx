import type { Kpi } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

/** What cannot be known from the data there is, and the field that would make it known. */
export function UnknownList({ kpis }: { kpis: Kpi[] }) {
  if (kpis.length === 0) return null;
  return (
    <Section title="Not enough data" note="Each names what is missing. Import it and the number appears." flush>
      <SimpleTable
        caption="KPIs that cannot be known yet"
        rows={kpis}
        rowKey={(kpi) => kpi.id}
        columns={[
          { head: 'KPI', cell: (kpi) => kpi.name },
          { head: 'Missing', cell: (kpi) => kpi.missing ?? 'not stated' },
          { head: 'Formula', cell: (kpi) => <span className="quiet">{kpi.formula}</span> },
        ]}
      />
    </Section>
  );
}
