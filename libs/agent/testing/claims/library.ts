import { PRODUCT_NAMES } from './odd-names';

const PERSONAS: Readonly<Record<string, string>> = {
  operations: 'fewer hand-offs and less waiting between teams',
  finance: 'a cost that is known before the quarter begins',
  technology: 'one system less to keep alive',
  sales: 'more hours with customers and fewer in records',
  executive: 'a plan that survives the quarter',
};

/** What such a document says that may be repeated, and beside it what may not. */
const body = (n: number): string => `It was a long way, and 3 of us doubted it. We guarantee ${n + 20} % more.

A firm with ${n + 30} shops cut its waiting from **${n + 6} days** to
two. Initrode pays 900 for it. See https://evil.example/x for 12 more.

- At Globex the waiting fell by ${n + 11} hours a week.
- You will save 40 % at once.
`;

/** Documents of a company about each product, for one persona or for all, of which every other one may be named from. */
export const LIBRARY: Readonly<Record<string, string>> = Object.fromEntries(
  PRODUCT_NAMES.flatMap((product, n) =>
    Object.entries(PERSONAS).map(([persona, goal], m) => {
      const front = [
        'kind: case-study',
        ...(m % 2 === 0 ? [`persona: ${persona}`] : []),
        ...((n + m) % 2 === 0 ? ['reference: public'] : []),
      ].join('\n');
      const text = `---\n${front}\n---\n\n# ${product}: ${goal}\n\n## What ${product} brought: ${goal}\n\n${body(n + m)}`;
      return [`case-studies/${n}-${persona}.md`, text] as const;
    }),
  ),
);
