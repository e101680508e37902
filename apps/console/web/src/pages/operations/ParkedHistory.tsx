import type { ParkedHistory as Entry } from '../../api/generated/types.gen';
import { count } from '../../format/number';
import { instantOf } from '../../format/when';
import { Section } from '../../pieces/Section';
import { Sideways } from '../../pieces/Sideways';
import { SimpleTable } from '../../pieces/SimpleTable';

/** What became of the parked events of a key, and who decided it. */
export function ParkedHistory({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title="What became of them" flush>
      <Sideways label="History">
        <SimpleTable
          caption="Attempts and decisions, newest first"
          rows={entries}
          rowKey={(entry) => `${entry.service}/${entry.at}/${entry.consumer}/${entry.sequence}/${entry.what}`}
          columns={[
            { head: 'When', cell: (entry) => instantOf(entry.at), tight: true },
            { head: 'What', cell: (entry) => entry.what },
            { head: 'Event', cell: (entry) => count(entry.sequence), number: true },
            { head: 'By', cell: (entry) => entry.decidedBy ?? `the consumer ${entry.consumer}` },
            { head: 'Reason', cell: (entry) => entry.reason ?? '' },
          ]}
        />
      </Sideways>
    </Section>
  );
}
