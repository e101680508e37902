import type { ImportReport as Report } from '../../api/generated/types.gen';
import { count, counted } from '../../format/number';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

/** What the last import made of each file, and the dirt it found – reported, not repaired. */
export function ImportReport({ report }: { report: Report }) {
  return (
    <>
      <Section title="What was loaded" flush>
        <SimpleTable
          caption="Files of the last import"
          rows={report.files}
          rowKey={(file) => file.file}
          columns={[
            { head: 'File', cell: (file) => file.file },
            { head: 'Recognised as', cell: (file) => file.recordType ?? 'not recognised' },
            { head: 'Rows', cell: (file) => count(file.rows), number: true },
            { head: 'Loaded', cell: (file) => count(file.loaded), number: true },
            {
              head: 'Columns',
              cell: (file) => {
                const unknown = file.columns.filter((column) => column.field === null).map((column) => column.column);
                const known = counted(file.columns.length - unknown.length, 'column');
                return unknown.length === 0 ? `${known}, all recognised` : `${known}; not used: ${unknown.join(', ')}`;
              },
            },
          ]}
        />
      </Section>
      <Section
        title="What is dirty in the data"
        note="Reported with counts; repaired only where a mapping file says so."
        flush
      >
        {report.findings.length === 0 ? (
          <p style={{ padding: '4px 16px 16px' }}>Nothing was found.</p>
        ) : (
          <SimpleTable
            caption="Findings about the data"
            rows={report.findings}
            rowKey={(finding) =>
              `${finding.kind} ${finding.file} ${finding.column} ${finding.value} ${finding.row} ${finding.message}`
            }
            columns={[
              {
                head: 'Where',
                cell: (finding) =>
                  [finding.file, finding.column, finding.row && `row ${finding.row}`].filter(Boolean).join(' · '),
              },
              { head: 'Times', cell: (finding) => count(finding.count), number: true },
              { head: 'What', cell: (finding) => finding.message },
              { head: 'Remedy', cell: (finding) => finding.remedy },
            ]}
          />
        )}
      </Section>
    </>
  );
}
