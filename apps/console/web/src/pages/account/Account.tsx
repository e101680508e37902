import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { queries } from '../../api/queries';
import { money } from '../../format/money';
import { count, counted } from '../../format/number';
import { useCurrency } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Mark } from '../../pieces/Mark';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { HISTORY_NOTE, Timeline } from '../../pieces/Timeline';
import { StopHere } from '../../stopping/StopHere';
import { Stopped } from '../../stopping/Stopped';
import { Contacts } from '../deal/Contacts';
import { FieldList } from '../deal/FieldList';
import { Handoffs } from '../deal/Handoffs';
import { OtherInsights } from '../deal/OtherInsights';
import { Related } from '../deal/Related';
import classes from '../deal/Deal.module.css';
import { AccountDeals } from './AccountDeals';
import { DealOf } from './DealOf';

/** One account: what is known, its deals, what agents make of it, and its whole history. */
export default function Account() {
  const { accountId = '' } = useParams();
  const currency = useCurrency();
  const account = useQuery(queries.account(accountId));
  return (
    <Loaded query={account} what="this account" lines={12}>
      {(found) => {
        const row = found.account;
        return (
          <>
            <PageHeader
              title={row.name ?? row.id}
              lead={
                <>
                  {[row.industry, row.country, row.employees !== null && `${count(row.employees)} employees`]
                    .filter(Boolean)
                    .join(' · ')}
                  {' · '}
                  {counted(row.openDeals, 'open deal')}, {counted(row.wonDeals, 'won deal')} worth{' '}
                  {money(row.wonAmount, currency)}{' '}
                  <Mark tone={row.tier ? 'accent' : 'plain'}>{row.tier ?? 'no tier: counts as T1'}</Mark>
                </>
              }
              actions={<StopHere scope={`account/${row.id}`} what={row.name ?? row.id} />}
            />
            <Stopped scopes={[`account/${row.id}`]} />
            <div className={classes.columns}>
              <div className={classes.stack}>
                <Handoffs handoffs={found.handoffs} naming />
                <AccountDeals deals={found.deals} />
                <section className={classes.history}>
                  <Section title="Whole history" note={HISTORY_NOTE}>
                    <Timeline entries={found.history} about={(entry) => <DealOf entry={entry} deals={found.deals} />} />
                  </Section>
                </section>
              </div>
              <div className={classes.stack}>
                <OtherInsights insights={found.insights} except={[]} />
                <Section title="Facts" note="Click a value to see where it comes from.">
                  <FieldList fields={found.fields} record={`account/${row.id}`} />
                </Section>
                <Contacts contacts={found.contacts} />
                <Related related={found.related} />
              </div>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
