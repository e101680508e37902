import { instantOf } from '../format/when';
import { Section } from '../pieces/Section';
import { useNameOf } from '../stopping/useKillSwitch';
import type { Rejected } from './proposed';

/** What was proposed over what is in force and is not signed: who said no, and why. */
export function RejectedProposals({ what, rejected }: { what: 'policy' | 'playbook'; rejected: Rejected[] }) {
  const nameOf = useNameOf();
  if (rejected.length === 0) return null;
  return (
    <Section
      title="Rejected"
      note={`Proposed over the ${what} in force, and signed no more; whoever still wants it proposes it again.`}
    >
      <dl style={{ display: 'grid', gap: 12, overflowWrap: 'anywhere' }}>
        {rejected.map(({ proposalId, version, by, proposedAt, reason, rejection }) => (
          <div key={proposalId}>
            <dt>
              {version}: {rejection.withdrawn ? 'withdrawn' : 'rejected'} by {nameOf(rejection.by)},{' '}
              {instantOf(rejection.at)}: “{rejection.reason}”
            </dt>
            <dd className="quiet">
              Proposed by {nameOf(by)}, {instantOf(proposedAt)}: “{reason}”
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
