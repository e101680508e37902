import { Option, type Command } from 'commander';
import {
  getForecast,
  getForecastBacktest,
  getKpis,
  getReport,
  getReportDocument,
  getXray,
  getXrayDocument,
} from '../client/generated';
import { backtestText, forecastText } from '../output/forecast-text';
import { print } from '../output/io';
import { kpisText, reportText, xrayText } from '../output/kpi-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { writeDocument } from './document';
import { asOf, format, given, knownAt, output } from './options';

interface DocumentOptions extends JsonOption {
  asOf?: string;
  format?: 'md' | 'docx';
  output?: string;
}

/** The commands that read numbers: X-ray, KPIs, forecast, report. */
export function analysisCommands(program: Command, context: Context): void {
  const { io } = context;
  withJson(program.command('xray'))
    .description('five findings about the pipeline, each with the deals behind it')
    .addOption(asOf())
    .addOption(format())
    .addOption(output())
    .action(async (o: DocumentOptions) => {
      const api = await context.api();
      const query = given({ asOf: o.asOf });
      const wanted = o.format ?? (o.output ? 'md' : undefined);
      if (!wanted) return print(io, o.json, await api.call((client) => getXray({ client, query })), xrayText);
      await writeDocument(io, api, { ...o, format: wanted, name: 'pipeline-xray' }, (client) =>
        getXrayDocument({ client, query: { ...query, format: wanted }, parseAs: 'blob' }),
      );
    });

  withJson(program.command('kpi'))
    .description('KPIs, each with formula, n and as-of, or the field that is missing')
    .addOption(asOf())
    .addOption(knownAt())
    .addOption(new Option('--period <period>', 'what the KPIs look at').choices(['all', 'quarter', '13-weeks']))
    .addOption(
      new Option('--by <grouping>', 'one line for each').choices(['region', 'rep', 'product', 'segment', 'quarter']),
    )
    .action(async (o: JsonOption & KpiOptions) => {
      const query = given({ asOf: o.asOf, knownAt: o.knownAt, period: o.period, by: o.by });
      print(io, o.json, await (await context.api()).call((client) => getKpis({ client, query })), kpisText);
    });

  withJson(program.command('forecast'))
    .description('P10, P50 and P90 of the quarter, beside the naive forecast')
    .addOption(asOf())
    .addOption(knownAt())
    .addOption(new Option('--horizon <horizon>', 'how far').choices(['quarter']).default('quarter'))
    .option('--backtest', 'every past forecast beside what happened')
    .action(async (o: JsonOption & { asOf?: string; knownAt?: string; horizon: 'quarter'; backtest?: boolean }) => {
      const api = await context.api();
      if (o.backtest) {
        const query = given({ asOf: o.asOf });
        return print(io, o.json, await api.call((client) => getForecastBacktest({ client, query })), backtestText);
      }
      const query = given({ asOf: o.asOf, knownAt: o.knownAt, horizon: o.horizon });
      print(io, o.json, await api.call((client) => getForecast({ client, query })), forecastText);
    });

  withJson(program.command('report'))
    .description('the periodic report: what changed, why, and the deals behind it')
    .addOption(asOf())
    .addOption(new Option('--period <period>', 'what it covers').choices(['weekly', 'monthly']).default('weekly'))
    .addOption(format())
    .addOption(output())
    .action(async (o: DocumentOptions & { period: 'weekly' | 'monthly' }) => {
      const api = await context.api();
      const query = given({ asOf: o.asOf, period: o.period });
      const wanted = o.format ?? (o.output ? 'md' : undefined);
      if (!wanted) return print(io, o.json, await api.call((client) => getReport({ client, query })), reportText);
      await writeDocument(io, api, { ...o, format: wanted, name: `report-${o.period}` }, (client) =>
        getReportDocument({ client, query: { ...query, format: wanted }, parseAs: 'blob' }),
      );
    });
}

interface KpiOptions {
  asOf?: string;
  knownAt?: string;
  period?: 'all' | 'quarter' | '13-weeks';
  by?: 'region' | 'rep' | 'product' | 'segment' | 'quarter';
}
