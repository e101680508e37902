import { useState } from 'react';
import { Link } from 'react-router';
import { UnstyledButton } from '@mantine/core';
import type { Approval, Change } from '../../api/generated/types.gen';
import { instantOf, inWords } from '../../format/when';
import { Mark } from '../../pieces/Mark';
import { StateMark } from '../../pieces/StateMark';
import { Timeline } from '../../pieces/Timeline';
import { ChangeEditor } from './ChangeEditor';
import { ChangeView } from './ChangeView';
import { Decide } from './Decide';
import { Evidence } from './Evidence';
import { Execution } from './Execution';
import { subjectLink } from './subjectLink';
import { Turns } from './Turns';
import { Worth } from './Worth';
import classes from './ApprovalView.module.css';

/** Whose words the reason is, by what became of the proposal. */
const REASON_OF: Record<string, string | undefined> = {
  rejected: 'Why it was rejected',
  undone: 'Why it was undone',
  withdrawn: 'Why it was withdrawn',
  superseded: 'Why it was superseded',
  prepared: 'Why it ends as prepared',
  expired: 'Why it expired',
  failed: 'Why it failed',
};

interface Props {
  approval: Approval;
  onDecided: () => void;
  onBack: () => void;
}

/** One proposal: what, why, on what evidence, exactly which change, what it is worth – and the decision. */
export function ApprovalView({ approval, onDecided, onBack }: Props) {
  const [evidenceOpened, setEvidenceOpened] = useState(false);
  const [edited, setEdited] = useState<Change | null>(null);
  const waits = approval.state === 'awaiting' || approval.state === 'admitted';
  const link = subjectLink(approval.subject);
  return (
    <article className={classes.view} aria-labelledby="proposal-title">
      <UnstyledButton className={classes.back} onClick={onBack}>
        ← All decisions
      </UnstyledButton>
      <header className={classes.head}>
        <div className={classes.marks}>
          <StateMark state={approval.state} />
          <Mark tone="plain" title="Tier of the account when proposed; an unknown one counts as T1">
            {approval.tier}
          </Mark>
          <span className="quiet small">
            {approval.action} · {approval.agent}
          </span>
        </div>
        <h2 id="proposal-title" className={classes.title}>
          {approval.title}
        </h2>
        <p className={classes.sub}>
          {link ? <Link to={link}>{approval.subject.label}</Link> : approval.subject.label}
          {approval.account?.name && (
            <>
              {' · '}
              <Link to={`/accounts/${encodeURIComponent(approval.account.id)}`}>{approval.account.name}</Link>
            </>
          )}
          {approval.owner?.name && ` · ${approval.owner.name}`}
          {waits && approval.expiresAt && (
            <span title="Real time, whatever the company’s business day is. Expiry counts against nobody.">
              {' '}
              · expires {inWords(approval.expiresAt, new Date().toISOString())}, {instantOf(approval.expiresAt)}
            </span>
          )}
        </p>
        <Turns approval={approval} />
      </header>
      <section className={classes.part}>
        <h3>Why</h3>
        <p className={classes.why}>{approval.why}</p>
        {approval.reason && (
          <p>
            <strong>{REASON_OF[approval.state] ?? 'Because'}:</strong> {approval.reason}
          </p>
        )}
      </section>
      <Evidence approval={approval} onOpened={() => setEvidenceOpened(true)} />
      <section className={classes.part}>
        <h3>{edited ? 'The change, edited by you' : 'Exactly this change'}</h3>
        {edited ? (
          <ChangeEditor change={edited} onChange={setEdited} />
        ) : (
          <ChangeView change={approval.change} diff={approval.diff} owner={approval.owner?.name ?? null} />
        )}
        {approval.draft && approval.change.kind !== 'task' && approval.change.kind !== 'document' && (
          <p className={classes.draft}>{approval.draft}</p>
        )}
      </section>
      <Worth attention={approval.attention} proposedAt={approval.proposedAt} />
      {approval.execution && <Execution approval={approval} />}
      <Decide
        approval={approval}
        edited={edited}
        evidenceOpened={evidenceOpened}
        onEdit={() => setEdited(edited ? null : structuredClone(approval.change))}
        onDecided={onDecided}
      />
      {approval.history.length > 0 && (
        <details className={classes.part}>
          <summary>What happened to this proposal</summary>
          <Timeline entries={approval.history} />
        </details>
      )}
      <p className={`${classes.part} small`}>
        <Link to={`/why/${encodeURIComponent(approval.actionId)}`}>How this came about, step by step</Link>
      </p>
    </article>
  );
}
