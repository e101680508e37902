import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { queries } from '../../api/queries';
import { PageHeader } from '../../pieces/PageHeader';
import { KillSwitch } from '../../stopping/KillSwitch';
import { Consumers } from './Consumers';
import { ParkedEvents } from './ParkedEvents';
import { ParkedKeys } from './ParkedKeys';
import { Projections } from './Projections';
import classes from './Operations.module.css';

const EVERY_MILLISECONDS = 3_000;

/** For whoever keeps the system running: what is held up, how far each consumer is, and what to do about it. */
export default function Operations() {
  const [params, setParams] = useSearchParams();
  const open = params.get('key');
  const parked = useQuery({ ...queries.parked(), refetchInterval: EVERY_MILLISECONDS });
  const status = useQuery({ ...queries.status(), refetchInterval: EVERY_MILLISECONDS });
  const projections = useQuery({ ...queries.projections(), refetchInterval: EVERY_MILLISECONDS });
  return (
    <>
      <PageHeader
        title="Operations"
        lead="An event that fails holds up its own key and nothing else. It is tried again by itself, ever more seldom."
      />
      <div className={classes.stack}>
        <ParkedKeys query={parked} open={open} onOpen={(key) => setParams({ key })} />
        {open !== null && <ParkedEvents parkedKey={open} onClose={() => setParams({})} />}
        <KillSwitch />
        <Consumers query={status} />
        <Projections query={projections} />
      </div>
    </>
  );
}
