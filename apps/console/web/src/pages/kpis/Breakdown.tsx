import { useMemo } from 'react';
import { Select } from '@mantine/core';
import type { Kpis } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { count } from '../../format/number';
import { inUnit } from '../../format/unit';
import { BehindLink } from '../../pieces/BehindLink';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { useAddress } from '../../pieces/useAddress';
import { breakdownSpec } from './breakdownSpec';
import classes from './Kpis.module.css';

interface Props {
  groups: NonNullable<Kpis['groups']>;
  by: string;
  currency: string;
}

/** One KPI by region, rep, product, segment or quarter: as a picture and, beside it, as numbers with their n. */
export function Breakdown({ groups, by, currency }: Props) {
  const { get, set } = useAddress();
  const known =
    groups[0]?.kpis.filter((kpi) =>
      groups.some((group) => group.kpis.some((one) => one.id === kpi.id && one.value !== null)),
    ) ?? [];
  const id =
    known.find((kpi) => kpi.id === get('kpi'))?.id ?? known.find((kpi) => kpi.id === 'win-rate')?.id ?? known[0]?.id;
  const rows = useMemo(
    () =>
      groups
        .flatMap((group) => {
          const kpi = group.kpis.find((one) => one.id === id);
          return kpi ? [{ ...kpi, key: group.key, label: group.label }] : [];
        })
        .sort((a, b) => (by === 'quarter' ? 0 : (b.value ?? -Infinity) - (a.value ?? -Infinity))),
    [groups, id, by],
  );
  const unit = rows[0]?.unit ?? 'count';
  const spec = useMemo(() => breakdownSpec(rows, unit, by === 'quarter'), [rows, unit, by]);
  if (!id) return null;
  const name = known.find((kpi) => kpi.id === id)?.name ?? id;
  return (
    <Section
      title={`${name} by ${by}`}
      aside={
        <Select
          size="xs"
          w={200}
          aria-label="KPI to break down"
          allowDeselect={false}
          data={known.map((kpi) => ({ value: kpi.id, label: kpi.name }))}
          value={id}
          onChange={(kpi) => set({ kpi })}
        />
      }
    >
      <div className={classes.breakdown}>
        <Chart
          spec={spec}
          label={`${name} by ${by}, ${rows.length} groups`}
          height={by === 'quarter' ? 280 : Math.max(140, rows.length * 33 + 40)}
        />
        <SimpleTable
          caption={`${name} by ${by}`}
          rows={rows}
          rowKey={(row) => row.key}
          columns={[
            { head: by, cell: (row) => row.label },
            { head: name, cell: (row) => inUnit(row.value, row.unit, currency), number: true },
            { head: 'n', cell: (row) => count(row.n), number: true },
            {
              head: '',
              cell: (row) => row.deals && row.deals.count > 0 && <BehindLink link={row.deals} words="deals" />,
            },
          ]}
        />
      </div>
    </Section>
  );
}
