import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { queries } from '../../api/queries';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { ActionState } from './ActionState';
import { PassageList } from './PassageList';
import { RuleTable } from './RuleTable';
import { WHOSE } from './chapters';
import classes from './Playbook.module.css';

const QUOTED_MILLISECONDS = 2_000;

/** A section as people read it: whose it is, what follows it, its rules with the line that sets each, its passages. */
export default function SectionPage() {
  const { '*': id = '' } = useParams();
  const inForce = useQuery(queries.playbook()).data?.version;
  const section = useQuery({
    ...queries.playbookSection(id),
    // What was signed a moment ago is quoted as soon as the bus has said so.
    refetchInterval: ({ state: { data } }) =>
      data && inForce && data.playbook !== inForce ? QUOTED_MILLISECONDS : false,
  });
  return (
    <>
      <p className={classes.back}>
        <Link to="/playbook">All of the playbook</Link>
      </p>
      <Loaded query={section} what="the section" lines={10}>
        {(found) => (
          <>
            <PageHeader
              title={found.title}
              lead={
                <>
                  {found.id}, version <code>{found.version}</code>: {WHOSE[found.whose]}. Followed by{' '}
                  <ActionState action={found.action} />
                </>
              }
            />
            <div className={classes.beside}>
              <PassageList key={found.id} passages={found.passages} />
              <RuleTable rules={found.rules} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}
