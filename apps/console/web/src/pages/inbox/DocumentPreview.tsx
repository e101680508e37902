import { Prose } from '../../pieces/Prose';
import { isDocument, type DocumentBlock } from './documentModel';
import classes from './DocumentPreview.module.css';
import table from '../../pieces/Table.module.css';

function Block({ block }: { block: DocumentBlock }) {
  switch (block.kind) {
    case 'heading':
      return <h4 className={classes.heading}>{block.text}</h4>;
    case 'bullets':
      return <Prose text={(block.items ?? []).map((item) => `- ${item}`).join('\n')} />;
    case 'table':
      return (
        <table className={table.table}>
          <thead>
            <tr>
              {block.head?.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows?.map((row) => (
              <tr key={row.join('|')}>
                {row.map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'picture':
      return <p className="quiet">[{block.alt}]</p>;
    default:
      return block.text ? <Prose text={block.text} /> : null;
  }
}

/** A document as it would read in Word, before anybody files it. */
export function DocumentPreview({ content }: { content: unknown }) {
  if (!isDocument(content)) return <p className="quiet">The document has no preview.</p>;
  return (
    <div className={classes.paper} tabIndex={0} role="region" aria-label={`Preview of ${content.title}`}>
      <h3 className={classes.title}>{content.title}</h3>
      {content.subtitle && <p className="quiet">{content.subtitle}</p>}
      {content.blocks.map((block, at) => (
        <Block key={at} block={block} />
      ))}
    </div>
  );
}
