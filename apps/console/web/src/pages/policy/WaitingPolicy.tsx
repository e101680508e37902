import { commands } from '../../api/commands';
import type { PolicyProposal } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { WaitingProposal } from '../../signing/WaitingProposal';
import classes from './Policy.module.css';

/** A policy somebody proposed: what it changes, why, and the second signature that puts it in force. */
export function WaitingPolicy({ proposal }: { proposal: PolicyProposal }) {
  return (
    <WaitingProposal
      what="policy"
      proposal={proposal}
      file={proposal.file}
      effect="every approval that waits is looked at again, and every execution is held against it."
      sign={async (proposed) => {
        const { version, rechecked } = await commands.signPolicy(proposed);
        return `Policy ${version} is in force. ${counted(rechecked, 'open proposal is', 'open proposals are')} looked at again.`;
      }}
      reject={commands.rejectPolicy}
    >
      <ul className={classes.changes}>
        {proposal.changes.map(({ path, words }) => (
          <li key={path}>{words}</li>
        ))}
      </ul>
    </WaitingProposal>
  );
}
