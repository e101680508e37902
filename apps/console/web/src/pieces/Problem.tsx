import { Button } from '@mantine/core';
import { Refusal } from '../api/Refusal';
import { Notice } from './Notice';

interface Props {
  error: unknown;
  /** What was wanted: `the deals`. */
  what: string;
  retry?: () => void;
}

/** A request that failed: the backend's own words, which name the remedy, and a way to try again. */
export function Problem({ error, what, retry }: Props) {
  const refusal = error instanceof Refusal ? error : null;
  if (refusal?.status === 403) {
    return (
      <Notice title={`You may not see ${what}`}>
        {refusal.message || 'Your role does not include this page. Ask your operations lead if you need it.'}
      </Notice>
    );
  }
  if (refusal?.status === 404) {
    return (
      <Notice title="There is no such record" level={1}>
        {refusal.message || 'It may have been deleted in the CRM.'}
      </Notice>
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Notice
      tone="problem"
      title={`Could not load ${what}`}
      action={
        retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )
      }
    >
      {message}
    </Notice>
  );
}
