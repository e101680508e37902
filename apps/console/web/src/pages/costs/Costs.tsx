import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { dateOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { CostTree } from './CostTree';
import { Days } from './Days';
import { Models } from './Models';
import { NoCalls } from './NoCalls';
import { SpanPicker } from './SpanPicker';
import { Totals } from './Totals';
import { useSpan } from './useSpan';
import classes from './Costs.module.css';

/** What models cost, by agent, action and deal, beside what became of what these proposed. */
export default function Costs() {
  const { span, set } = useSpan();
  const costs = useQuery({ ...queries.costs({ ...span, by: 'agent' }), placeholderData: (was) => was });
  const whose = costs.data?.scope === 'own-deals' ? ', as far as they are about deals you see' : '';
  return (
    <>
      <PageHeader
        title="Costs"
        lead={`Calls of models from ${dateOf(span.from)} to ${dateOf(span.to)}${whose}.`}
        actions={<SpanPicker span={span} onChange={set} />}
      />
      <Loaded query={costs} what="the costs" lines={10}>
        {(found) => {
          const called = found.total.spent.calls + found.total.reserved.calls > 0;
          return (
            <div className={classes.stack} aria-busy={costs.isPlaceholderData}>
              {called ? <Totals total={found.total} /> : <NoCalls costs={found} />}
              {called && <Days span={span} />}
              {found.rows.length > 0 && <CostTree costs={found} span={span} />}
              {called && <Models span={span} />}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
