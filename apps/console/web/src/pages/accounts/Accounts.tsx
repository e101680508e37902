import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { queries, type AccountsFilter } from '../../api/queries';
import { counted } from '../../format/number';
import { useCurrency } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { useAddress } from '../../pieces/useAddress';
import { VirtualTable } from '../../pieces/VirtualTable';
import { AccountBoard } from './AccountBoard';
import { accountColumns } from './accountColumns';
import classes from './Accounts.module.css';

const TIERS = [
  { value: 'T1', label: 'T1, human-led' },
  { value: 'T2', label: 'T2, co-pilot' },
  { value: 'T3', label: 'T3, AI-led' },
  { value: 'none', label: 'No tier yet' },
];

/** Accounts by stage (market, planned, customer) with tier, fit and health. */
export default function Accounts() {
  const { get, set } = useAddress();
  const currency = useCurrency();
  const stage = get('stage');
  const filter: AccountsFilter = {
    stage: stage === undefined ? undefined : (Number(stage) as AccountsFilter['stage']),
    tier: get('tier') as AccountsFilter['tier'],
    q: get('q'),
    sort: (get('sort') as AccountsFilter['sort']) ?? 'open',
    limit: 500,
  };
  const accounts = useQuery({ ...queries.accounts(filter), placeholderData: (was) => was });
  const columns = useMemo(() => accountColumns(currency), [currency]);
  const view = get('view') ?? 'board';
  return (
    <>
      <PageHeader
        title="Accounts"
        lead={accounts.data && counted(accounts.data.total, 'account')}
        actions={
          <>
            <TextInput
              size="xs"
              w={170}
              placeholder="Account"
              aria-label="Find an account"
              value={get('q') ?? ''}
              onChange={(event) => set({ q: event.currentTarget.value })}
            />
            <Select
              size="xs"
              w={150}
              clearable
              placeholder="Any tier"
              aria-label="Tier"
              data={TIERS}
              value={filter.tier ?? null}
              onChange={(tier) => set({ tier })}
            />
            <SegmentedControl
              size="xs"
              aria-label="View"
              value={view}
              onChange={(next) => set({ view: next === 'board' ? null : next })}
              data={[
                { value: 'board', label: 'Board' },
                { value: 'table', label: 'Table' },
              ]}
            />
          </>
        }
      />
      <Loaded query={accounts} what="the accounts" lines={10}>
        {(found) => (
          <div className={classes.stack}>
            {(found.tiers['none'] ?? 0) > 0 && (
              <p className="quiet">
                {counted(found.tiers['none'] ?? 0, 'account has', 'accounts have')} no tier and count as T1: agents only
                prepare there. <Link to="/tiering">Sign the first tiering</Link>.
              </p>
            )}
            {found.accounts.length === 0 ? (
              <Notice title="No account matches">Loosen a filter above.</Notice>
            ) : view === 'table' ? (
              <VirtualTable
                caption="Accounts"
                rows={found.accounts}
                total={found.accounts.length}
                columns={columns}
                rowKey={(account) => account.id}
                sort={filter.sort}
                onSort={(sort) => set({ sort })}
              />
            ) : (
              <AccountBoard found={found} />
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}
