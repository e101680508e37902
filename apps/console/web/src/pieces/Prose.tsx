import { Fragment, type ReactNode } from 'react';
import classes from './Prose.module.css';

/** `**bold**` and `` `code` `` inside a line of Markdown. */
function inline(line: string): ReactNode[] {
  return line.split(/(\*\*[^*]+\*\*|`[^`]+`)/g).map((part, at) => {
    if (part.startsWith('**')) return <strong key={at}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('`')) return <code key={at}>{part.slice(1, -1)}</code>;
    return <Fragment key={at}>{part}</Fragment>;
  });
}

/** The small part of Markdown that playbook passages and drafts use: paragraphs, lists, headings, emphasis. */
export function Prose({ text }: { text: string }) {
  const blocks = text.trim().split(/\n\s*\n/);
  return (
    <div className={classes.prose}>
      {blocks.map((block, at) => {
        const lines = block.split('\n');
        if (lines.every((line) => /^\s*[-*] /.test(line))) {
          return (
            <ul key={at}>
              {lines.map((line) => (
                <li key={line}>{inline(line.replace(/^\s*[-*] /, ''))}</li>
              ))}
            </ul>
          );
        }
        if (lines.every((line) => /^\s*\d+[.)] /.test(line))) {
          return (
            <ol key={at}>
              {lines.map((line) => (
                <li key={line}>{inline(line.replace(/^\s*\d+[.)] /, ''))}</li>
              ))}
            </ol>
          );
        }
        if (/^#+ /.test(block)) return <h3 key={at}>{block.replace(/^#+ /, '')}</h3>;
        if (block.startsWith('|')) return <pre key={at}>{block}</pre>;
        return (
          <p key={at}>
            {lines.map((line, index) => (
              <Fragment key={index}>
                {index > 0 && <br />}
                {inline(line)}
              </Fragment>
            ))}
          </p>
        );
      })}
    </div>
  );
}
