import type { PlaybookSection } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { Mark } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { RuleValue } from './RuleValue';

/** Each rule of a section: its value as it is written, and the file and line that set it. */
export function RuleTable({ rules }: { rules: PlaybookSection['rules'] }) {
  return (
    <Section
      title="Its rules"
      note="The values that agents and reviews read. Whoever changes one changes what is done, not only what is said."
      flush
    >
      {rules.length === 0 ? (
        <p className="quiet">None: this section is words alone.</p>
      ) : (
        <SimpleTable
          caption="Its rules"
          stacked
          rows={rules}
          rowKey={({ path }) => JSON.stringify(path)}
          columns={[
            { head: 'Rule', cell: ({ path }) => <span title={path.join('.')}>{named(path)}</span> },
            { head: 'Value', cell: ({ value }) => <RuleValue of={value} /> },
            {
              head: 'Set in',
              cell: ({ file, line, whose }) => (
                <>
                  <span className="quiet small">
                    {file}:{line}
                  </span>{' '}
                  {whose === 'company' && <Mark tone="accent">the company’s own</Mark>}
                </>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** `['rules', 'silentDays', '4.1']` → `Silent days › 4.1`. */
function named([first = '', ...rest]: readonly string[]): string {
  const keys = first === 'rules' ? rest : [first, ...rest];
  return keys.map((key, at) => (at === 0 ? fieldInWords(key) : key)).join(' › ');
}
