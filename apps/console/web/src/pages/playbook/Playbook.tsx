import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import type { Playbook as PlaybookInForce } from '../../api/generated/types.gen';
import { instantOf } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { RejectedProposals } from '../../signing/RejectedProposals';
import { useNameOf } from '../../stopping/useKillSwitch';
import { AskPlaybook } from './AskPlaybook';
import { FromFolder } from './FromFolder';
import { NotTakenUp } from './NotTakenUp';
import { SectionTable } from './SectionTable';
import { WaitingPlaybook } from './WaitingPlaybook';
import { chapters } from './chapters';
import classes from './Playbook.module.css';

/** How often it is asked whether the agents have taken up what was signed. */
const TAKEN_UP_MILLISECONDS = 5_000;

/** The playbook in force, chapter by chapter, and what waits for a second signature. */
export default function Playbook() {
  const playbook = useQuery({
    ...queries.playbook(),
    refetchInterval: ({ state: { data } }) =>
      data?.services.some(({ version }) => version !== data.version) ? TAKEN_UP_MILLISECONDS : false,
  });
  const { can } = useSession();
  const nameOf = useNameOf();
  return (
    <Loaded query={playbook} what="the playbook" lines={12}>
      {(found) => (
        <>
          <PageHeader title="Playbook" lead={<InForce playbook={found} nameOf={nameOf} />} />
          <div className={classes.stack}>
            <AskPlaybook />
            {found.proposals.map((proposal) => (
              <WaitingPlaybook key={proposal.proposalId} proposal={proposal} />
            ))}
            <RejectedProposals what="playbook" rejected={found.rejected} />
            {can.signPolicy && <FromFolder />}
            <NotTakenUp playbook={found} />
            {chapters(found.sections).map((chapter) => (
              <SectionTable key={chapter.folder} chapter={chapter} />
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}

function InForce({ playbook, nameOf }: { playbook: PlaybookInForce; nameOf: (by: string) => string }) {
  const { version, published } = playbook;
  if (!published)
    return (
      <>
        Version {version}, from the playbooks folder as it stood when the services started; nothing was published so
        far. The company’s sections are tried and proposed with “salesagent playbook publish”.
      </>
    );
  return (
    <>
      Version {version}, in force since {instantOf(published.signedAt)}: proposed by {nameOf(published.by)} on{' '}
      {instantOf(published.proposedAt)} (“{published.reason}”), signed by {nameOf(published.signedBy)}.
      {published.version !== version &&
        ` Signed was ${published.version}: the firm’s playbook, or a file that is not published, has changed since.`}
    </>
  );
}
