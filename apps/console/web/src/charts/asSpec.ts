import type { TopLevelSpec } from 'vega-lite';

/** A specification from the API, with the print size and background it carries for Word left to the page. */
export function asSpec(spec: Record<string, unknown>): TopLevelSpec {
  const { width: _width, height: _height, background: _background, config: _config, padding: _padding, ...rest } = spec;
  return rest as unknown as TopLevelSpec;
}
