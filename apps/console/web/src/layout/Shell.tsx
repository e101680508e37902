import { Suspense } from 'react';
import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from 'react-router';
import { Loading } from '../pieces/Loading';
import { useLive } from '../live/useLive';
import { Stopped } from '../stopping/Stopped';
import { Brand } from './Brand';
import { ColourScheme } from './ColourScheme';
import { Crash } from './Crash';
import { CrmHeldUp } from './CrmHeldUp';
import { Down } from './Down';
import { Navigation } from './Navigation';
import { WhoIAm } from './WhoIAm';
import { Standing } from './Standing';
import classes from './Shell.module.css';

/** The frame of every page: where one can go, who one is, what day it is for the company. */
export function Shell() {
  const [open, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  const connection = useLive();
  return (
    <AppShell
      header={{ height: { base: 48, md: 0 } }}
      navbar={{ width: 208, breakpoint: 'md', collapsed: { mobile: !open } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="md" className={classes.header}>
        <Burger opened={open} onClick={menu.toggle} size="sm" aria-label={open ? 'Close the menu' : 'Open the menu'} />
        <Brand />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <div className={classes.brand}>
          <Brand />
        </div>
        <Navigation onGo={menu.close} />
        <div className={classes.foot}>
          <Standing connection={connection} />
          <WhoIAm />
          <ColourScheme />
        </div>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Down />
          <CrmHeldUp />
          <Stopped scopes={['all']} />
          <Crash key={pathname}>
            <Suspense fallback={<Loading what="the page" />}>
              <Outlet />
            </Suspense>
          </Crash>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
