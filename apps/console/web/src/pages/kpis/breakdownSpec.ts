import type { TopLevelSpec } from 'vega-lite';

interface Row {
  key: string;
  label: string;
  value: number | null;
  n: number;
}

const FORMATS: Record<string, string> = { ratio: '.0%', money: '~s', 'money per day': '~s' };

/** Bars by group, largest first; quarters stand in their own order. Pale bars rest on fewer than 30. */
export function breakdownSpec(rows: readonly Row[], unit: string, inTime: boolean): TopLevelSpec {
  const values = rows.filter((row) => row.value !== null).map(({ label, value, n }) => ({ label, value, n }));
  const format = FORMATS[unit] ?? ',.2~f';
  const value = { field: 'value', type: 'quantitative', title: null, axis: { format, tickCount: 5 } };
  const tooltip = [
    { field: 'label', title: 'group' },
    { field: 'value', title: 'value', format: unit === 'ratio' ? '.1%' : ',.2~f' },
    { field: 'n', title: 'n', format: ',' },
  ];
  const opacity = { condition: { test: 'datum.n < 30', value: 0.4 }, value: 1 };
  const label = { field: 'label', type: 'nominal', title: null };
  const spec = {
    data: { values },
    mark: inTime ? { type: 'bar', width: { band: 0.6 } } : { type: 'bar', height: { band: 0.65 } },
    encoding: inTime
      ? { x: { ...label, sort: null }, y: value, opacity, tooltip }
      : { y: { ...label, sort: '-x' }, x: { ...value, axis: { ...value.axis, grid: true } }, opacity, tooltip },
  };
  return spec as unknown as TopLevelSpec;
}
