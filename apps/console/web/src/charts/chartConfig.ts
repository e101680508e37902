import type { Config } from 'vega-lite';

/** Colours of a picture by meaning; the page's palette, since SVG marks cannot read its variables in a spec. */
export function palette(scheme: 'light' | 'dark') {
  return scheme === 'light'
    ? {
        ink: '#51565f',
        line: '#e3e3de',
        accent: '#0b5d6b',
        bar: '#2f7f8d',
        band: '#9cc6cd',
        other: '#b0702a',
        muted: '#a6aab0',
        ground: '#ffffff',
      }
    : {
        ink: '#abb1ba',
        line: '#2f343a',
        accent: '#74c3cf',
        bar: '#47919f',
        band: '#2c5c66',
        other: '#e0ab57',
        muted: '#6b727b',
        ground: '#1a1d20',
      };
}

/** Quiet axes, the page's typeface, no frame: the data is the picture. */
export function chartConfig(scheme: 'light' | 'dark'): Config {
  const colour = palette(scheme);
  return {
    background: 'transparent',
    font: "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    view: { stroke: null },
    axis: {
      labelColor: colour.ink,
      titleColor: colour.ink,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 'normal',
      gridColor: colour.line,
      domainColor: colour.line,
      tickColor: colour.line,
      labelPadding: 6,
      titlePadding: 8,
    },
    axisX: { grid: false, labelAngle: 0, labelOverlap: 'greedy', labelSeparation: 6 },
    axisY: { domain: false, ticks: false },
    legend: {
      labelColor: colour.ink,
      titleColor: colour.ink,
      labelFontSize: 11,
      titleFontSize: 11,
      orient: 'top',
      title: null,
    },
    bar: { color: colour.bar },
    line: { color: colour.accent, strokeWidth: 2 },
    area: { color: colour.band },
    point: { color: colour.accent, filled: true, size: 60 },
    rule: { color: colour.muted },
    text: { color: colour.ink, fontSize: 11 },
    range: { category: [colour.accent, colour.other, colour.muted, colour.band] },
  };
}
