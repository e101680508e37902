import { Resvg } from '@resvg/resvg-js';
import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { nativeImport } from './native-import';

/** The specification cannot be drawn. */
export class PictureError extends Error {
  constructor(cause: unknown) {
    super(`The picture cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'PictureError';
  }
}

async function loadVega() {
  const [vega, lite, interpreter] = await Promise.all([
    nativeImport<typeof import('vega', { with: { 'resolution-mode': 'import' } })>(require.resolve('vega')),
    nativeImport<typeof import('vega-lite', { with: { 'resolution-mode': 'import' } })>(require.resolve('vega-lite')),
    nativeImport<typeof import('vega-interpreter', { with: { 'resolution-mode': 'import' } })>(
      require.resolve('vega-interpreter'),
    ),
  ]);
  return { vega, lite, interpreter };
}
let loading: ReturnType<typeof loadVega> | null = null;

/** Draws a Vega-Lite specification as SVG. Expressions are interpreted, never evaluated as code. @throws PictureError */
export async function renderSvg(spec: Record<string, unknown>, width: number, height: number): Promise<string> {
  try {
    const { vega, lite, interpreter } = await (loading ??= loadVega());
    const sized = { background: 'white', autosize: { type: 'fit', contains: 'padding' }, ...spec, width, height };
    const compiled = lite.compile(sized as unknown as TopLevelSpec).spec as Spec;
    const runtime = vega.parse(compiled, undefined, { ast: true });
    const view = new vega.View(runtime, { expr: interpreter.expressionInterpreter, renderer: 'none' });
    const svg = await view.toSVG();
    view.finalize();
    return svg;
  } catch (error) {
    throw new PictureError(error);
  }
}

/** PNG at `scale` times the size, so that it stays sharp on paper. @throws PictureError */
export async function renderPng(
  spec: Record<string, unknown>,
  width: number,
  height: number,
  scale = 2,
): Promise<Buffer> {
  const svg = await renderSvg(spec, width, height);
  const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };
  return new Resvg(svg, { fitTo: { mode: 'width', value: width * scale }, font }).render().asPng();
}
