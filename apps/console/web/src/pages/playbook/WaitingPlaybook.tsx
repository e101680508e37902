import { commands } from '../../api/commands';
import type { PlaybookProposal } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { useSession } from '../../layout/SessionContext';
import { WaitingProposal } from '../../signing/WaitingProposal';
import { Affected } from './Affected';
import { ChangeList } from './ChangeList';
import { Reworded } from './Reworded';
import classes from './Playbook.module.css';

/** Sections somebody proposed: what they change, why, what that concerns, and the second signature. */
export function WaitingPlaybook({ proposal }: { proposal: PlaybookProposal }) {
  const maySign = useSession().can.signPolicy;
  return (
    <WaitingProposal
      what="playbook"
      proposal={proposal}
      effect="agents act by it without a restart and look again at everything."
      sign={async (proposed) => {
        const { version } = await commands.signPlaybook(proposed);
        return `Playbook ${version} is in force. Agents take it up now and look at everything again.`;
      }}
      reject={commands.rejectPlaybook}
    >
      <div className={classes.proposal}>
        <ChangeList changes={proposal.changes} />
        <p className="quiet">{concerned(proposal.affected)}</p>
        {maySign && <Reworded version={proposal.version} />}
        {maySign && <Affected version={proposal.version} />}
      </div>
    </WaitingProposal>
  );
}

function concerned(affected: PlaybookProposal['affected']): string {
  if (!affected) return 'It was proposed without a look at the records it concerns.';
  if (affected.subjects === 0) return 'When it was proposed, nothing would have been decided otherwise by it.';
  return `When it was proposed, of ${counted(affected.subjects, 'record')} something would have been decided otherwise, ${counted(affected.deals, 'open deal')} among them.`;
}
