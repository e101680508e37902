import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer } from './client';
import * as sdk from './generated/sdk.gen';
import type {
  GetCostsData,
  GetDealsBehindData,
  GetForecastData,
  GetKpisData,
  ListAccountsData,
  ListApprovalsData,
  ListDealsData,
  ListDuplicatesData,
  GetQualityRecordsData,
} from './generated/types.gen';

const throwOnError = true as const;
export type DealsFilter = NonNullable<ListDealsData['query']>;
export type AccountsFilter = NonNullable<ListAccountsData['query']>;
export type BehindQuestion = NonNullable<GetDealsBehindData['query']>;
export type CostsQuestion = NonNullable<GetCostsData['query']>;
export type KpisQuestion = NonNullable<GetKpisData['query']>;

/** One entry per thing the console reads. The first word of a key is what a live event invalidates. */
export const queries = {
  session: () =>
    queryOptions({ queryKey: ['session'], queryFn: () => answer(sdk.getSession({ throwOnError })), retry: false }),
  status: () => queryOptions({ queryKey: ['status'], queryFn: () => answer(sdk.getStatus({ throwOnError })) }),
  latestImport: () =>
    queryOptions({ queryKey: ['import'], queryFn: () => answer(sdk.getLatestImport({ throwOnError })), retry: false }),
  xray: () => queryOptions({ queryKey: ['numbers', 'xray'], queryFn: () => answer(sdk.getXray({ throwOnError })) }),
  kpis: (query: KpisQuestion) =>
    queryOptions({ queryKey: ['numbers', 'kpis', query], queryFn: () => answer(sdk.getKpis({ query, throwOnError })) }),
  forecast: (query: NonNullable<GetForecastData['query']>) =>
    queryOptions({
      queryKey: ['numbers', 'forecast', query],
      queryFn: () => answer(sdk.getForecast({ query, throwOnError })),
    }),
  backtest: () =>
    queryOptions({
      queryKey: ['numbers', 'backtest'],
      queryFn: () => answer(sdk.getForecastBacktest({ throwOnError })),
    }),
  dealsBehind: (query: BehindQuestion) =>
    queryOptions({
      queryKey: ['numbers', 'behind', query],
      queryFn: () => answer(sdk.getDealsBehind({ query, throwOnError })),
    }),
  board: (query: DealsFilter) =>
    queryOptions({
      queryKey: ['deals', 'board', query],
      queryFn: () => answer(sdk.listDeals({ query, throwOnError })),
    }),
  dealPages: (query: DealsFilter) =>
    infiniteQueryOptions({
      queryKey: ['deals', 'pages', query],
      queryFn: ({ pageParam }) =>
        answer(sdk.listDeals({ query: { ...query, limit: 200, offset: pageParam }, throwOnError })),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const loaded = pages.reduce((sum, page) => sum + page.deals.length, 0);
        return loaded < last.total && last.deals.length > 0 ? loaded : undefined;
      },
    }),
  deal: (dealId: string) =>
    queryOptions({
      queryKey: ['deal', dealId],
      queryFn: () => answer(sdk.getDeal({ path: { dealId }, throwOnError })),
    }),
  accounts: (query: AccountsFilter) =>
    queryOptions({ queryKey: ['accounts', query], queryFn: () => answer(sdk.listAccounts({ query, throwOnError })) }),
  account: (accountId: string) =>
    queryOptions({
      queryKey: ['account', accountId],
      queryFn: () => answer(sdk.getAccount({ path: { accountId }, throwOnError })),
    }),
  people: () =>
    queryOptions({ queryKey: ['people'], queryFn: () => answer(sdk.listPeople({ throwOnError })), staleTime: 300_000 }),
  quality: () => queryOptions({ queryKey: ['quality'], queryFn: () => answer(sdk.getQuality({ throwOnError })) }),
  qualityRecords: (type: string, rule: string) =>
    infiniteQueryOptions({
      queryKey: ['quality', 'records', type, rule],
      queryFn: ({ pageParam }) => {
        const query = { type, rule, limit: 50, ...(pageParam !== null && { after: pageParam }) };
        return answer(sdk.getQualityRecords({ query: query as GetQualityRecordsData['query'], throwOnError }));
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  duplicates: (query: NonNullable<ListDuplicatesData['query']>) =>
    queryOptions({
      queryKey: ['quality', 'duplicates', query.type, query.state, query],
      queryFn: () => answer(sdk.listDuplicates({ query, throwOnError })),
    }),
  killSwitch: () =>
    queryOptions({ queryKey: ['kill-switch'], queryFn: () => answer(sdk.getKillSwitch({ throwOnError })) }),
  absences: () => queryOptions({ queryKey: ['absences'], queryFn: () => answer(sdk.listAbsences({ throwOnError })) }),
  channels: () => queryOptions({ queryKey: ['channels'], queryFn: () => answer(sdk.getChannels({ throwOnError })) }),
  ladder: () => queryOptions({ queryKey: ['ladder'], queryFn: () => answer(sdk.getLadder({ throwOnError })) }),
  inbox: () => queryOptions({ queryKey: ['inbox'], queryFn: () => answer(sdk.getInbox({ throwOnError })) }),
  approvals: (query: NonNullable<ListApprovalsData['query']>) =>
    queryOptions({ queryKey: ['approvals', query], queryFn: () => answer(sdk.listApprovals({ query, throwOnError })) }),
  approval: (actionId: string) =>
    queryOptions({
      queryKey: ['approval', actionId],
      queryFn: () => answer(sdk.getApproval({ path: { actionId }, throwOnError })),
    }),
  actions: () => queryOptions({ queryKey: ['actions'], queryFn: () => answer(sdk.listActions({ throwOnError })) }),
  action: (action: string) =>
    queryOptions({
      queryKey: ['actions', action],
      queryFn: () => answer(sdk.getAction({ path: { action }, throwOnError })),
    }),
  parked: () => queryOptions({ queryKey: ['parked'], queryFn: () => answer(sdk.listParked({ throwOnError })) }),
  projections: () =>
    queryOptions({ queryKey: ['projections'], queryFn: () => answer(sdk.listProjections({ throwOnError })) }),
  parkedEvents: (key: string) =>
    queryOptions({
      queryKey: ['parked', key],
      queryFn: () => answer(sdk.getParked({ query: { key }, throwOnError })),
    }),
  costs: (query: CostsQuestion) =>
    queryOptions({ queryKey: ['costs', query], queryFn: () => answer(sdk.getCosts({ query, throwOnError })) }),
  audit: () => queryOptions({ queryKey: ['audit'], queryFn: () => answer(sdk.getAudit({ throwOnError })) }),
  policy: () => queryOptions({ queryKey: ['policy'], queryFn: () => answer(sdk.getPolicy({ throwOnError })) }),
  playbook: () => queryOptions({ queryKey: ['playbook'], queryFn: () => answer(sdk.getPlaybook({ throwOnError })) }),
  playbookSection: (id: string) =>
    queryOptions({
      queryKey: ['playbook', 'section', id],
      queryFn: () => answer(sdk.getPlaybookSection({ path: { id }, throwOnError })),
    }),
  playbookAnswer: (question: string) =>
    queryOptions({
      queryKey: ['playbook-answer', question],
      queryFn: () => answer(sdk.searchPlaybook({ query: { question }, throwOnError })),
    }),
  playbookFolder: () =>
    queryOptions({
      queryKey: ['playbook', 'folder'],
      queryFn: () => answer(sdk.getPlaybookFolder({ throwOnError })),
    }),
  playbookProposal: (version: string) =>
    queryOptions({
      queryKey: ['playbook-proposal', version],
      queryFn: () => answer(sdk.getPlaybookProposal({ path: { version }, throwOnError })),
    }),
  playbookAffected: (version: string) =>
    queryOptions({
      queryKey: ['playbook-affected', version],
      queryFn: () => answer(sdk.affectedByPlaybook({ body: { version }, throwOnError })),
      retry: false,
      refetchOnWindowFocus: false,
      staleTime: Infinity,
    }),
  tiering: () => queryOptions({ queryKey: ['tiering'], queryFn: () => answer(sdk.getTiering({ throwOnError })) }),
  explanation: (id: string) =>
    queryOptions({ queryKey: ['explanation', id], queryFn: () => answer(sdk.explain({ path: { id }, throwOnError })) }),
};
