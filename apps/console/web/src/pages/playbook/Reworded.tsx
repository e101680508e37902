import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import type { PlaybookProposalRead } from '../../api/generated/types.gen';
import { Loaded } from '../../pieces/Loaded';
import { Prose } from '../../pieces/Prose';
import { withNamedSlots } from '../../reading/passage';
import classes from './Playbook.module.css';

type Passage = PlaybookProposalRead['passages'][number];

const CHANGED = { added: 'new', removed: 'gone', changed: 'other words' } as const satisfies Record<
  Passage['change'],
  string
>;

/** The passages that a proposal words otherwise, before and after: what is signed is read first. */
export function Reworded({ version }: { version: string }) {
  const proposal = useQuery(queries.playbookProposal(version));
  return (
    <Loaded query={proposal} what="the proposed words" lines={3}>
      {({ passages }) => passages.map((passage) => <BeforeAndAfter key={passage.id} passage={passage} />)}
    </Loaded>
  );
}

function BeforeAndAfter({ passage: { id, title, change, before, after } }: { passage: Passage }) {
  return (
    <article aria-label={`${title}: ${CHANGED[change]}`}>
      <h3>
        {title} <span className="quiet small">{`${id}, ${CHANGED[change]}`}</span>
      </h3>
      <div className={classes.sides}>
        <Side head="In force" text={before} none="It is not there." />
        <Side head="Proposed" text={after} none="It is gone." />
      </div>
    </article>
  );
}

function Side({ head, text, none }: { head: string; text: string | null; none: string }) {
  return (
    <div className={classes.side}>
      <h4>{head}</h4>
      {text === null ? <p className="quiet">{none}</p> : <Prose text={withNamedSlots(text)} />}
    </div>
  );
}
