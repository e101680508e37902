import { useQuery } from '@tanstack/react-query';
import { SegmentedControl, Select } from '@mantine/core';
import { queries, type KpisQuestion } from '../../api/queries';
import { dateOf } from '../../format/when';
import { AsOfPicker } from '../../pieces/AsOfPicker';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { useAddress } from '../../pieces/useAddress';
import { Breakdown } from './Breakdown';
import { KpiList } from './KpiList';
import { UnknownList } from './UnknownList';
import classes from './Kpis.module.css';

const DIMENSIONS = [
  { value: 'region', label: 'By region' },
  { value: 'rep', label: 'By rep' },
  { value: 'product', label: 'By product' },
  { value: 'segment', label: 'By segment' },
  { value: 'quarter', label: 'By quarter' },
];

/** Every KPI with its formula, n and the deals behind it; what cannot be known names the missing field. */
export default function Kpis() {
  const { get, set } = useAddress();
  const question: KpisQuestion = {
    asOf: get('asOf'),
    period: get('period') as KpisQuestion['period'],
    by: get('by') as KpisQuestion['by'],
  };
  const kpis = useQuery({ ...queries.kpis(question), placeholderData: (was) => was });
  return (
    <>
      <PageHeader
        title="KPIs"
        lead={
          kpis.data &&
          `${question.period ? `${kpis.data.period.label}. ` : ''}As of ${dateOf(kpis.data.asOf)}; nothing later is in these numbers.`
        }
        actions={
          <>
            <SegmentedControl
              size="xs"
              aria-label="Period"
              value={question.period ?? 'all'}
              onChange={(period) => set({ period: period === 'all' ? null : period })}
              data={[
                { value: 'all', label: 'All time' },
                { value: 'quarter', label: 'Quarter' },
                { value: '13-weeks', label: '13 weeks' },
              ]}
            />
            <Select
              size="xs"
              w={130}
              clearable
              placeholder="Break down"
              aria-label="Break down by"
              data={DIMENSIONS}
              value={question.by ?? null}
              onChange={(by) => set({ by })}
            />
            <AsOfPicker value={question.asOf} onChange={(asOf) => set({ asOf })} />
          </>
        }
      />
      <Loaded query={kpis} what="the KPIs" lines={14}>
        {(found) => (
          <div className={classes.stack} aria-busy={kpis.isPlaceholderData}>
            {found.groups && found.by && <Breakdown groups={found.groups} by={found.by} currency={found.currency} />}
            <KpiList kpis={found.kpis.filter((kpi) => kpi.value !== null)} currency={found.currency} />
            <UnknownList kpis={found.kpis.filter((kpi) => kpi.value === null)} />
            {found.notes.length > 0 && (
              <Section title="Notes">
                <ul style={{ paddingLeft: 18 }}>
                  {found.notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              </Section>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}
