import { useQuery } from '@tanstack/react-query';
import { Button, SegmentedControl } from '@mantine/core';
import { queries } from '../../api/queries';
import type { Pairs, TypeQuality } from '../../api/generated/types.gen';
import { count, counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { Section } from '../../pieces/Section';
import { useAddress } from '../../pieces/useAddress';
import { offsetOf, useLastPage } from '../../pieces/useLastPage';
import { PairCard } from './PairCard';
import { recordsInWords, typeInWords } from './words';
import classes from './Duplicates.module.css';

const PAGE = 10;

interface Props {
  types: TypeQuality[];
  lookedAt: string | null;
}

/** Pairs that may be one record: proposed, with the reasons; a person says what they are. */
export function Duplicates({ types, lookedAt }: Props) {
  const { get, set } = useAddress();
  const looked = types.filter(({ distinct }) => distinct !== null).map(({ type }) => type);
  const asked = get('pairs');
  const first = types.find(({ duplicates }) => duplicates.length > 0)?.type ?? looked[0];
  const type = (looked.find((one) => one === asked) ?? first) as Pairs['type'] | undefined;
  const state = get('state') === 'not-the-same' ? 'not-the-same' : 'open';
  const offset = offsetOf(get('from'));
  if (!type) return null;
  return (
    <div id="duplicates" className={classes.anchor}>
      <Section
        title="May be there twice"
        note={
          lookedAt === null
            ? 'Duplicates are looked for as soon as the records are read.'
            : `Nothing is merged here: two records are one only if a person says so, in the CRM. Looked for on ${instantOf(lookedAt)}; again by itself when names, addresses or numbers change.`
        }
        aside={
          <div className={classes.choices}>
            {looked.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Which records"
                value={type}
                onChange={(next) => set({ pairs: next, from: null })}
                data={looked.map((one) => ({ value: one, label: typeInWords(one) }))}
              />
            )}
            <SegmentedControl
              size="xs"
              aria-label="Which pairs"
              value={state}
              onChange={(next) => set({ state: next === 'open' ? null : next, from: null })}
              data={[
                { value: 'open', label: 'May be one' },
                { value: 'not-the-same', label: 'Said to be two' },
              ]}
            />
          </div>
        }
      >
        <PairPage
          type={type}
          state={state}
          offset={offset}
          onTurn={(from) => set({ from: from ? String(from) : null })}
        />
      </Section>
    </div>
  );
}

interface PageProps {
  type: Pairs['type'];
  state: 'open' | 'not-the-same';
  offset: number;
  onTurn: (offset: number) => void;
}

function PairPage({ type, state, offset, onTurn }: PageProps) {
  const pairs = useQuery({
    ...queries.duplicates({ type, state, limit: PAGE, offset }),
    // Another page of one list; pairs of other records, or that somebody has dismissed, are another list.
    placeholderData: (was, query) => (query?.queryKey[2] === type && query.queryKey[3] === state ? was : undefined),
  });
  const { data, isPlaceholderData: turns } = pairs;
  const isPast = useLastPage({ offset, size: PAGE, total: turns ? undefined : data?.total }, onTurn);
  return (
    <Loaded query={pairs} what="the pairs" lines={6}>
      {({ pairs: shown, total, crm }) =>
        isPast ? null : shown.length === 0 ? (
          <p className="quiet">
            {state === 'open'
              ? `No two ${recordsInWords(type)} that you may see look like one.`
              : `Nobody has said of two ${recordsInWords(type)} that they are not the same.`}
          </p>
        ) : (
          <>
            <p className="quiet small">
              {counted(total, 'pair')}, the most alike first. A pair is shown to whoever may see both records.
            </p>
            <ul className={classes.pairs} aria-busy={turns}>
              {shown.map((pair) => (
                <li key={`${pair.one.id} ${pair.other.id}`}>
                  <PairCard pair={pair} crm={crm} />
                </li>
              ))}
            </ul>
            {total > PAGE && (
              <div className={classes.turn}>
                <Button
                  size="xs"
                  variant="default"
                  disabled={turns || offset === 0}
                  onClick={() => onTurn(Math.max(0, offset - PAGE))}
                >
                  Before
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={turns || offset + PAGE >= total}
                  onClick={() => onTurn(offset + PAGE)}
                >
                  Next {PAGE}
                </Button>
                <span className="quiet small" aria-live="polite">
                  {turns
                    ? 'One moment …'
                    : `${count(offset + 1)}–${count(Math.min(offset + PAGE, total))} of ${count(total)}`}
                </span>
              </div>
            )}
          </>
        )
      }
    </Loaded>
  );
}
