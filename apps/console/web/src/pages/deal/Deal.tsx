import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { queries } from '../../api/queries';
import { daysInWords } from '../../format/when';
import { DealAmount } from '../../pieces/DealAmount';
import { HealthMark } from '../../pieces/HealthMark';
import { Loaded } from '../../pieces/Loaded';
import { Mark } from '../../pieces/Mark';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { HISTORY_NOTE, Timeline } from '../../pieces/Timeline';
import { Contacts } from './Contacts';
import { FieldList } from './FieldList';
import { Handoffs } from './Handoffs';
import { ModelCosts } from './ModelCosts';
import { Meddicc } from './Meddicc';
import { OtherInsights } from './OtherInsights';
import { Probability } from './Probability';
import { Proposals } from './Proposals';
import { Related } from './Related';
import { Risks } from './Risks';
import classes from './Deal.module.css';

/** One deal: what is known, what agents make of it, what they propose, and everything that happened to it. */
export default function Deal() {
  const { dealId = '' } = useParams();
  const deal = useQuery(queries.deal(dealId));
  return (
    <Loaded query={deal} what="this deal" lines={12}>
      {(found) => {
        const insight = (action: string) => found.insights.find((one) => one.action === action);
        const row = found.deal;
        return (
          <>
            <PageHeader
              title={row.name}
              lead={
                <>
                  {row.account ? (
                    <Link to={`/accounts/${encodeURIComponent(row.account.id)}`}>{row.account.name}</Link>
                  ) : (
                    'No account known'
                  )}
                  {' · '}
                  {row.owner?.name ?? 'no owner known'} · <DealAmount deal={row} /> · {row.subStage} {row.subStageName}
                  {row.ageDays !== null && row.outcome === null && ` · ${daysInWords(row.ageDays)} old`}
                  <ModelCosts costs={found.models} /> <HealthMark deal={row} />{' '}
                  {row.tier && <Mark tone="plain">{row.tier}</Mark>}
                </>
              }
            />
            <div className={classes.columns}>
              <div className={classes.stack}>
                <Handoffs handoffs={found.handoffs} />
                <Proposals approvals={found.approvals} dealId={row.id} open={row.outcome === null} />
                <section className={classes.history}>
                  <Section title="Whole history" note={HISTORY_NOTE}>
                    <Timeline entries={found.history} />
                  </Section>
                </section>
              </div>
              <div className={classes.stack}>
                <Probability deal={row} insight={insight('deal-scoring')} />
                {row.outcome === null && <Risks insight={insight('deal-risk')} risks={row.risks} />}
                <Meddicc insight={insight('meddicc-completeness')} />
                <Section title="Facts" note="Click a value to see where it comes from.">
                  <FieldList fields={found.fields} record={`opportunity/${row.id}`} />
                </Section>
                <Contacts contacts={found.contacts} />
                <Related related={found.related} />
                <OtherInsights
                  insights={found.insights}
                  except={['deal-scoring', 'deal-risk', 'meddicc-completeness']}
                />
              </div>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
