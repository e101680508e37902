import type { z } from 'zod';
import type { chartSchema } from '../api/shared.schema';

export type Chart = z.infer<typeof chartSchema>;

const BLUE = '#2f6f9f';
const GREY = '#b6bec7';
const RED = '#c0504d';
const config = { axis: { labelFontSize: 11, titleFontSize: 11, grid: false }, view: { stroke: null } };
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Bars in the order given, one colour a group. A label with a line break stands in two lines, and none of those is left out. */
export function bars(
  values: { label: string; value: number; group: string }[],
  axes: { x: string; y: string; percent?: boolean },
  alt: string,
  size: { width: number; height: number } = { width: 560, height: 200 },
): Chart {
  const groups = [...new Set(values.map((v) => v.group))];
  const lines = values.some((v) => v.label.includes('\n'));
  // A renderer leaves out labels that would overlap; two short lines do not.
  const labels = lines ? { labelExpr: "split(datum.label, '\\n')", labelOverlap: false } : {};
  const spec = {
    $schema: SCHEMA,
    config,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'label', type: 'ordinal', sort: null, title: axes.x, axis: { labelAngle: 0, ...labels } },
      y: { field: 'value', type: 'quantitative', title: axes.y, ...(axes.percent ? { axis: { format: '.0%' } } : {}) },
      color: {
        field: 'group',
        type: 'nominal',
        scale: { domain: groups, range: [BLUE, groups.includes('lost') ? RED : GREY, RED] },
        legend: groups.length > 1 ? { title: null, orient: 'top' } : null,
      },
      ...(groups.includes('lost') ? { xOffset: { field: 'group', sort: groups } } : {}),
    },
  };
  return { spec, alt, ...size };
}

/** Forecast intervals beside actuals and the naive forecast, one row a forecast. */
export function intervals(
  values: { label: string; p10: number; p50: number; p90: number; actual: number | null; naive: number | null }[],
  currency: string,
  alt: string,
): Chart {
  const y = { field: 'label', type: 'ordinal', sort: null, title: null };
  const amount = (field: string) => ({
    field,
    type: 'quantitative',
    title: `won value (${currency})`,
    scale: { zero: false },
    axis: { format: '.2s' },
  });
  const point = (field: string, name: string, shape: string) => ({
    transform: [{ filter: `datum.${field} != null` }, { calculate: `'${name}'`, as: 'what' }],
    mark: { type: 'point', filled: true, size: 90, opacity: 1 },
    encoding: {
      y,
      x: amount(field),
      shape: { datum: shape, scale: null, legend: null },
      color: {
        field: 'what',
        type: 'nominal',
        scale: { domain: ['P50', 'actual', 'naive'], range: [BLUE, RED, GREY] },
        legend: { title: null, orient: 'top' },
      },
      tooltip: [{ field: 'label' }, { field, title: name, format: ',.0f' }],
    },
  });
  const layer = [
    { mark: { type: 'bar', height: 10, color: '#cfdeea' }, encoding: { y, x: amount('p10'), x2: { field: 'p90' } } },
    point('naive', 'naive', 'square'),
    point('p50', 'P50', 'circle'),
    point('actual', 'actual', 'diamond'),
  ];
  return {
    spec: { $schema: SCHEMA, config, data: { values }, layer },
    alt,
    width: 620,
    height: Math.max(120, values.length * 34),
  };
}
