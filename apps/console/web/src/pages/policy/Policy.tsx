import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { instantOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { RejectedProposals } from '../../signing/RejectedProposals';
import { PolicyLimits, PolicyRules } from './PolicyRules';
import { PolicyTable } from './PolicyTable';
import { WaitingPolicy } from './WaitingPolicy';
import classes from './Policy.module.css';

/** The policy in force, and what waits for a second signature. */
export default function Policy() {
  const policy = useQuery(queries.policy());
  return (
    <Loaded query={policy} what="the policy" lines={10}>
      {(found) => (
        <>
          <PageHeader
            title="Policy"
            lead={`Version ${found.version}, in force since ${instantOf(found.since)}: ${
              found.origin === 'published' ? 'published by two people' : 'from the files of the playbooks'
            }. Another one is tried and proposed with “salesagent policy”.`}
          />
          <div className={classes.stack}>
            {found.proposals.map((proposal) => (
              <WaitingPolicy key={proposal.proposalId} proposal={proposal} />
            ))}
            <RejectedProposals what="policy" rejected={found.rejected} />
            <PolicyTable policy={found} />
            <PolicyRules policy={found} />
            <PolicyLimits policy={found} />
          </div>
        </>
      )}
    </Loaded>
  );
}
