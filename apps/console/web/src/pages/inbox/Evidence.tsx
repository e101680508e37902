import { useState } from 'react';
import { Anchor } from '@mantine/core';
import type { Approval } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { sourceInWords } from '../../format/source';
import { PassageLink } from '../../pieces/PassageLink';
import { Value } from '../../pieces/Value';
import { useReader } from '../../reading/ReadingContext';
import { useKeys } from './useKeys';
import classes from './Evidence.module.css';
import view from './ApprovalView.module.css';

interface Props {
  approval: Approval;
  onOpened: () => void;
}

/** What the proposal rests on. Closed at first: only a decision made with it open counts towards autonomy. */
export function Evidence({ approval, onOpened }: Props) {
  const [open, setOpen] = useState(false);
  const reader = useReader();
  const toggle = () => {
    setOpen(!open);
    if (!open) onOpened();
  };
  useKeys({ o: toggle });
  const summary = [
    counted(approval.evidence.length, 'fact'),
    approval.citations.length > 0 && counted(approval.citations.length, 'playbook passage'),
  ].filter(Boolean);
  return (
    <section className={view.part}>
      <button type="button" className={classes.toggle} aria-expanded={open} onClick={toggle}>
        <span aria-hidden className={classes.arrow}>
          ›
        </span>
        Evidence: {summary.join(' and ')}
      </button>
      {open && (
        <>
          <dl className={classes.list}>
            {approval.evidence.map((item) => (
              <div key={`${item.source} ${item.label}`}>
                <dt>{item.label}</dt>
                <dd>
                  <Value of={item.value} name={item.label} />
                </dd>
                <dd className={classes.source}>
                  {item.passage ? (
                    <PassageLink passage={item.passage} />
                  ) : item.sourceKind === 'record' ? (
                    <Anchor
                      component="button"
                      type="button"
                      size="xs"
                      onClick={() => reader.openExplanation(item.source)}
                    >
                      {sourceInWords(item.source)}
                    </Anchor>
                  ) : (
                    sourceInWords(item.source)
                  )}
                </dd>
              </div>
            ))}
          </dl>
          {approval.citations.length > 0 && (
            <p className={classes.cited}>
              Cited:{' '}
              {approval.citations.map((passage, at) => (
                <span key={passage.id}>
                  {at > 0 && ', '}
                  <PassageLink passage={passage} />
                </span>
              ))}
            </p>
          )}
        </>
      )}
    </section>
  );
}
