import { useEffect, useRef, useState } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { chartConfig } from './chartConfig';
import classes from './Chart.module.css';

interface Props {
  spec: TopLevelSpec;
  /** What the picture says, for whoever does not see it. */
  label: string;
  height?: number;
}

/**
 * A Vega-Lite picture. Expressions run in the interpreter (`ast: true`), because the page's security policy
 * forbids evaluating code; the specification is the one that goes into Word and mail.
 */
export function Chart({ spec, label, height = 260 }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let view: View | null = null;
    let gone = false;
    const draw = async () => {
      view?.finalize();
      const sized = { ...spec, width: 'container', height, autosize: { type: 'fit', contains: 'padding' } };
      const { spec: vega } = compile(sized as TopLevelSpec, { config: chartConfig(scheme) });
      view = new View(parse(vega, undefined, { ast: true }), {
        expr: expressionInterpreter,
        renderer: 'svg',
        container: element,
        hover: true,
      });
      await view.runAsync();
    };
    const attempt = () => {
      draw().then(
        () => !gone && setProblem(null),
        (error: unknown) => !gone && setProblem(error instanceof Error ? error.message : String(error)),
      );
    };
    attempt();
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (Math.abs(element.clientWidth - width) < 4) return;
      width = element.clientWidth;
      attempt();
    });
    observer.observe(element);
    return () => {
      gone = true;
      observer.disconnect();
      view?.finalize();
    };
  }, [spec, scheme, height]);

  if (problem)
    return <p className="quiet">The picture could not be drawn ({problem}). The numbers are in the table.</p>;
  return (
    <div className={classes.frame} style={{ minHeight: height }} role="img" aria-label={label}>
      <div ref={host} className={classes.host} />
    </div>
  );
}
