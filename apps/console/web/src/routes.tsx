import { lazy } from 'react';
import { createBrowserRouter } from 'react-router';
import { Gate } from './layout/Gate';
import { Shell } from './layout/Shell';
import { Landing } from './pages/Landing';
import { Missing } from './pages/Missing';

const Xray = lazy(() => import('./pages/xray/Xray'));
const Behind = lazy(() => import('./pages/behind/Behind'));
const Inbox = lazy(() => import('./pages/inbox/Inbox'));
const Deals = lazy(() => import('./pages/deals/Deals'));
const Deal = lazy(() => import('./pages/deal/Deal'));
const Accounts = lazy(() => import('./pages/accounts/Accounts'));
const Account = lazy(() => import('./pages/account/Account'));
const Kpis = lazy(() => import('./pages/kpis/Kpis'));
const Forecast = lazy(() => import('./pages/forecast/Forecast'));
const Quality = lazy(() => import('./pages/quality/Quality'));
const Costs = lazy(() => import('./pages/costs/Costs'));
const Actions = lazy(() => import('./pages/actions/Actions'));
const Tiering = lazy(() => import('./pages/tiering/Tiering'));
const Policy = lazy(() => import('./pages/policy/Policy'));
const Playbook = lazy(() => import('./pages/playbook/Playbook'));
const PlaybookSection = lazy(() => import('./pages/playbook/SectionPage'));
const Away = lazy(() => import('./pages/away/Away'));
const Autonomy = lazy(() => import('./pages/autonomy/Autonomy'));
const Audit = lazy(() => import('./pages/audit/Audit'));
const Operations = lazy(() => import('./pages/operations/Operations'));
const Why = lazy(() => import('./pages/why/Why'));
const Notifications = lazy(() => import('./pages/notifications/Notifications'));
const Import = lazy(() => import('./pages/import/Import'));

export const router = createBrowserRouter([
  {
    element: <Gate />,
    children: [
      {
        element: <Shell />,
        children: [
          { path: '/', element: <Landing /> },
          { path: '/xray', element: <Xray /> },
          { path: '/behind', element: <Behind /> },
          { path: '/inbox/:actionId?', element: <Inbox /> },
          { path: '/deals', element: <Deals /> },
          { path: '/deals/:dealId', element: <Deal /> },
          { path: '/accounts', element: <Accounts /> },
          { path: '/accounts/:accountId', element: <Account /> },
          { path: '/kpis', element: <Kpis /> },
          { path: '/forecast', element: <Forecast /> },
          { path: '/quality', element: <Quality /> },
          { path: '/costs', element: <Costs /> },
          { path: '/actions', element: <Actions /> },
          { path: '/tiering', element: <Tiering /> },
          { path: '/policy', element: <Policy /> },
          { path: '/playbook', element: <Playbook /> },
          { path: '/playbook/*', element: <PlaybookSection /> },
          { path: '/away', element: <Away /> },
          { path: '/autonomy', element: <Autonomy /> },
          { path: '/audit', element: <Audit /> },
          { path: '/why/:id', element: <Why /> },
          { path: '/import', element: <Import /> },
          { path: '/notifications', element: <Notifications /> },
          { path: '/operations', element: <Operations /> },
          { path: '*', element: <Missing /> },
        ],
      },
    ],
  },
]);
