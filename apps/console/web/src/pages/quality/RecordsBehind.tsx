import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { queries } from '../../api/queries';
import type { QualityRecords } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { count, counted } from '../../format/number';
import { dateOf } from '../../format/when';
import { Loading } from '../../pieces/Loading';
import { Problem } from '../../pieces/Problem';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { Value } from '../../pieces/Value';
import { RecordLink } from './RecordLink';
import { complaintInWords, inSentence, recordsInWords, typeInWords } from './words';
import classes from './Quality.module.css';

/** What is no field of the record. */
const LAST_CHANGE: Record<string, string | undefined> = { changedAt: 'Last changed' };

type Row = QualityRecords['records'][number];

/** The records one complaint is about: those that were counted, and only those the reader may see. */
export function RecordsBehind({ type, rule }: { type: string; rule: string }) {
  const pages = useInfiniteQuery(queries.qualityRecords(type, rule));
  const first = pages.data?.pages[0];
  if (!first) {
    return (
      <Section title={`${typeInWords(type)} behind it`}>
        {pages.isError ? (
          <Problem error={pages.error} what="these records" retry={() => void pages.refetch()} />
        ) : (
          <Loading what="the records" lines={5} />
        )}
      </Section>
    );
  }
  const rows = pages.data?.pages.flatMap(({ records }) => records) ?? [];
  const title = `${typeInWords(type)}: ${inSentence(complaintInWords(first.what, first.field))}`;
  return (
    <Section
      title={title}
      note={
        first.total > 0 &&
        `${counted(first.total, recordsInWords(type, 1), recordsInWords(type))}. They are mended in the CRM, or by whoever owns them; this list is then shorter at once.`
      }
      flush={rows.length > 0}
    >
      {rows.length === 0 ? (
        <p className="quiet">None is left that you may see.</p>
      ) : (
        <>
          <SimpleTable
            caption={title}
            stacked
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              { head: typeInWords(type), cell: (row) => <RecordLink label={row.label} page={row.page} /> },
              { head: 'Id', cell: ({ id }) => <span className="quiet">{id}</span> },
              {
                head: 'Owner',
                cell: ({ owner }) => (owner ? (owner.name ?? owner.id) : <span className="quiet">nobody</span>),
              },
              {
                head: LAST_CHANGE[first.field] ?? fieldInWords(first.field),
                cell: (row) => <Held field={first.field} value={row.value} />,
              },
            ]}
          />
          <div className={classes.foot}>
            {pages.hasNextPage && (
              <Button
                size="xs"
                variant="default"
                loading={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                Show more
              </Button>
            )}
            <span className="quiet small" aria-live="polite">
              {count(rows.length)} of {count(first.total)} shown
            </span>
          </div>
        </>
      )}
    </Section>
  );
}

function Held({ field, value }: { field: string; value: Row['value'] }) {
  if (value === null || value === undefined) return <span className="quiet">empty</span>;
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)) return <>{dateOf(value)}</>;
  return <Value of={value} name={field} />;
}
