import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { queries } from '../../api/queries';
import type { PlaybookAffected } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { Loaded } from '../../pieces/Loaded';
import { AffectedAction } from './AffectedAction';
import classes from './Playbook.module.css';

/** Which records a proposal concerns as of now, asked when somebody wants to know: each action looks at all its records twice. */
export function Affected({ version }: { version: string }) {
  const [wanted, setWanted] = useState(false);
  const affected = useQuery({ ...queries.playbookAffected(version), enabled: wanted });
  if (!wanted)
    return (
      <Button size="xs" variant="default" onClick={() => setWanted(true)} style={{ justifySelf: 'start' }}>
        Look which records it concerns now
      </Button>
    );
  return (
    <Loaded query={affected} what="the records it concerns" lines={3}>
      {(found) => <AffectedRecords affected={found} />}
    </Loaded>
  );
}

export function AffectedRecords({ affected }: { affected: PlaybookAffected }) {
  return (
    <section className={classes.proposal} aria-label="The records it concerns now">
      <p role="status">{inAll(affected)}</p>
      {affected.actions.map((one) => (
        <AffectedAction key={one.action} of={one} />
      ))}
      {affected.others.map(({ service, inForce }) => (
        <p key={service} className="quiet">
          {service} acts by {inForce}: it has yet to take up what is in force, or has another playbooks folder.
        </p>
      ))}
    </section>
  );
}

function inAll({ actions, subjects, deals }: PlaybookAffected): string {
  if (actions.length === 0) return 'No action reads any of it: nothing would be decided otherwise.';
  if (subjects === 0) return 'Of no record that you may see anything would be decided otherwise.';
  return `Of ${counted(subjects, 'record')} that you may see something would be decided otherwise, ${counted(deals, 'open deal')} among them.`;
}
