import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { useLocation } from 'react-router';
import classes from './SignedOut.module.css';

/** Signed out: one thing to do, and it leads back to the page that was wanted. */
export function SignedOut() {
  const { pathname, search } = useLocation();
  useEffect(() => {
    document.title = 'Sign in · Sales agent';
  }, []);
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <h1>Sign in</h1>
        <p className="quiet">
          You see what your role lets you see: reps their own deals, managers their team’s, operations everything.
          Agents prepare; people decide.
        </p>
        <Button component="a" href={`/auth/login?returnTo=${encodeURIComponent(pathname + search)}`} size="sm">
          Continue to sign-in
        </Button>
      </div>
    </main>
  );
}
