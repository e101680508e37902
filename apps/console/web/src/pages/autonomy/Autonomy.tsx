import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import type { Rung } from '../../api/generated/types.gen';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { InShadow } from './InShadow';
import { OnTheLadder } from './OnTheLadder';
import { OffTheLadder } from './OffTheLadder';
import { RungDialogs, type Asking } from './RungDialogs';
import classes from './Autonomy.module.css';

const EVERY_MILLISECONDS = 10_000;
const LEAD =
  'An action works with people until it has earned to run alone on a tier, and operations signs that. What it does then can be taken away at any moment, and is at once when it goes wrong.';

/** Where each action stands on the ladder, on what evidence, what it lacks, and the signature. */
export default function Autonomy() {
  const ladder = useQuery({ ...queries.ladder(), refetchInterval: EVERY_MILLISECONDS });
  const [asking, setAsking] = useState<Asking | null>(null);
  return (
    <>
      <PageHeader title="Autonomy" lead={LEAD} />
      <Loaded query={ladder} what="the ladder" lines={10}>
        {({ rungs }) => (
          <div className={classes.stack}>
            <Section
              title={`What can be earned: ${rungs.filter(isEarnable).length}`}
              note="Counted are people’s decisions with the evidence open, five a person and day. Numbers are the action’s; nobody’s own are shown."
              flush
            >
              <OnTheLadder rungs={rungs.filter(isEarnable)} onAsk={setAsking} />
            </Section>
            <Section
              title="In shadow"
              note="An action in shadow prepares what it would have done. Nobody is asked, and nothing leaves."
            >
              <InShadow rungs={rungs} />
            </Section>
            <Section title="What has nothing to earn" flush>
              <OffTheLadder rungs={rungs.filter((rung) => !isEarnable(rung))} />
            </Section>
          </div>
        )}
      </Loaded>
      <RungDialogs asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

const isEarnable = ({ bar }: Rung): boolean => bar !== null;
