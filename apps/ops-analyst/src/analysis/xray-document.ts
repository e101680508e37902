import type { Block, DocumentModel } from '@salesagent/documents';
import type { XrayResponse } from '../api/xray.schema';
import { count, deals, money, valueOf } from './words';

/** The X-ray as a two-page memo: the first three findings on page one, the other two on page two. */
export function xrayDocument(xray: XrayResponse, company: string, scope: string): DocumentModel {
  const { totals } = xray;
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: `**${count(totals.opportunities)} ${totals.opportunities === 1 ? 'opportunity' : 'opportunities'}**: ${count(totals.won)} won (${money(totals.wonValue, xray.currency)}), ${count(totals.lost)} lost, ${count(totals.engaged)} engaged, ${count(totals.prospecting)} prospecting.`,
    },
  ];
  xray.findings.forEach((f, i) => {
    if (i === 3) blocks.push({ kind: 'page-break' });
    blocks.push(
      { kind: 'heading', level: 2, text: `${i + 1}. ${f.title}` },
      { kind: 'paragraph', text: `**${f.sentence}**` },
    );
    if (f.chart && (i === 0 || i === 2 || i === 3)) {
      blocks.push({ kind: 'picture', spec: f.chart.spec, alt: f.chart.alt, width: 560, height: i === 0 ? 170 : 150 });
    }
    if (!f.chart) {
      const rows = f.facts.map((x) => [x.label, valueOf(x.value, x.unit, xray.currency), count(x.n)]);
      blocks.push({ kind: 'table', head: ['', 'value', 'n'], rows, numeric: [1, 2] });
    }
    blocks.push({ kind: 'note', text: `${f.formula}. n = ${count(f.n)}; ${deals(f.deals.count)} behind it.` });
  });
  return { title: 'Pipeline X-ray', subtitle: `${company}, ${scope}, as of ${xray.asOf}`, language: 'en', blocks };
}
