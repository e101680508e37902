import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Action } from '@salesagent/agent';
import { given, row, winCurve } from '@salesagent/agent/testing';
import {
  assembleDeal,
  emptyCompany,
  inCompanyCurrency,
  measureKpis,
  periodUpTo,
  type DealFact,
} from '@salesagent/canon/kpi';
import { AGENTS, type Agent } from '@salesagent/canon/sales';
import type { HostedRecord } from '@salesagent/crm';
import { HostedMapping, parseCrmMapping } from '@salesagent/crm/mapping';
import type { MirrorRow } from '@salesagent/mirror';
import { checkPlaybook, compilePlaybook } from '@salesagent/playbook';
import { ENTERED, onHubSpot, onSalesforce } from './same-business';

const ROOT = resolve(__dirname, '../../..');
const BASE = join(ROOT, 'playbooks/base');
const TODAY = '2026-03-10';

/** The same chance in every month, so that two calendars weigh alike and only what names the month tells them apart. */
const evenly = [1, 2, 3].map((month) => ({ month, multiplier: 1, n: 1000, winRate: 0.5 }));

type Said = Record<string, unknown>;
interface Company {
  slug: string;
  currency: string;
  rows: MirrorRow[];
  crmStages: string[];
}

/** Every record of a CRM through the company's own mapping, as the mirror of a service holds it. */
function mirrored(slug: string, records: HostedRecord[]): Company {
  const file = join(__dirname, 'companies', slug, 'crm.yaml');
  const mapping = new HostedMapping(parseCrmMapping(readFileSync(file, 'utf8'), file));
  const read = records.map((one) => mapping.translate(one));
  expect(read.flatMap(({ problems }) => problems)).toEqual([]);
  const rows = read.flatMap(({ states }) => states).map(({ type, id, fields }) => row(type, id, fields));
  const crmStages = [...new Set(rows.map(({ fields }) => fields['crmStage']))].filter((s) => typeof s === 'string');
  return { slug, currency: mapping.file.company.currency, rows, crmStages };
}

const hashOf = (folder: string): string => {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  ))
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
};

async function actionsOf(agent: Agent): Promise<readonly Action[]> {
  const { actions, actionsFor } = (await import(resolve(ROOT, `apps/${agent}/src/${agent}.module`))) as {
    actions?: readonly Action[];
    actionsFor?: (company: string) => readonly Action[];
  };
  return actions ?? actionsFor?.('portability') ?? [];
}

describe('two companies on one base playbook', () => {
  let dir: string;
  let before: string;
  let actions: Action[];
  let north: Company;
  let south: Company;
  beforeAll(async () => {
    before = hashOf(BASE);
    dir = mkdtempSync(join(tmpdir(), 'portability-'));
    // The base is the one that ships, not a copy of it.
    symlinkSync(BASE, join(dir, 'base'));
    symlinkSync(join(__dirname, 'companies'), join(dir, 'companies'));
    actions = (await Promise.all(AGENTS.filter((a) => a !== 'ops-analyst').map(actionsOf))).flat();
    [north, south] = [mirrored('nordwind', onSalesforce()), mirrored('southgate', onHubSpot())];
  }, 60_000);
  afterAll(() => rmSync(dir, { recursive: true }));

  /** What an action comes to about each of its subjects; versions and what names the company's own words left out. */
  async function saidBy(action: Action, company: Company, season = evenly): Promise<Map<string, Said>> {
    const scenario = ENTERED.reduce(
      (s, [id, day]) => s.after(`opportunity/${id}`, 'OpportunityStageMoved', day),
      given(...company.rows)
        .on(TODAY)
        .withCurve(winCurve({ season }))
        .withPlaybook(dir, company.slug),
    );
    const said = new Map<string, Said>();
    for (const { type, id } of company.rows) {
      if (type !== action.subjectType) continue;
      said.set(id, inCanon(await scenario.when(action, id), company));
    }
    return said;
  }

  function inCanon(outcome: object, { currency, crmStages }: Company): Said {
    const text = crmStages
      .reduce((all, stage) => all.replaceAll(`"${stage}"`, '"(stage)"'), JSON.stringify(outcome))
      .replaceAll(currency, '(currency)');
    return JSON.parse(text, (key, value: unknown) =>
      ['playbookVersion', 'material'].includes(key) ? undefined : value,
    ) as Said;
  }

  it('compile without a mistake, on base files that nobody touched', () => {
    for (const company of ['nordwind', 'southgate'])
      expect(checkPlaybook(dir, { company })).toMatchObject({ problems: [], off: [] });
    expect(hashOf(BASE)).toBe(before);
    const base = compilePlaybook(dir);
    for (const company of ['nordwind', 'southgate']) {
      const own = compilePlaybook(dir, { company });
      const otherwise = own.sections
        .filter(({ id, version }) => base.section(id)?.version !== version)
        .map(({ id }) => id);
      expect(otherwise).toEqual(
        company === 'nordwind'
          ? ['4-progression/stalled-deal-alert', '7-operations/forecast']
          : ['4-progression/deal-risk', '7-operations/forecast'],
      );
    }
  });

  it('call the same stage by other names, and value the same deal in another currency', () => {
    const stageOf = ({ rows }: Company) => rows.find(({ id }) => id === 'D1')?.fields;
    expect(stageOf(north)).toMatchObject({ subStage: '4.2', crmStage: 'Nutzen', currency: 'EUR', amount: 120_000 });
    expect(stageOf(south)).toMatchObject({ subStage: '4.2', crmStage: 'Demo given', currency: 'USD', amount: 120_000 });
  });

  it('get the same decisions from the same facts, but for what a company says otherwise', async () => {
    const different: string[] = [];
    const kinds = new Map<string, number>();
    for (const action of actions) {
      const [a, b] = [await saidBy(action, north), await saidBy(action, south)];
      expect([...a.keys()]).toEqual([...b.keys()]);
      for (const [id, said] of a) {
        kinds.set(String(said['kind']), (kinds.get(String(said['kind'])) ?? 0) + 1);
        if (JSON.stringify(said) !== JSON.stringify(b.get(id))) different.push(`${action.id} ${id}`);
      }
    }
    // Enough was decided for the comparison to mean something.
    expect(kinds.get('insight')).toBeGreaterThan(15);
    expect(kinds.get('proposal')).toBeGreaterThan(1);
    expect([...new Set(different.map((d) => d.split(' ')[0]))].sort()).toEqual([
      'deal-risk',
      'deal-scoring',
      'stalled-deal-alert',
    ]);
  }, 60_000);

  it('differ exactly in what each has overridden', async () => {
    const named = (id: string) => actions.find((a) => a.id === id)!;
    const due = async (company: Company) =>
      [...(await saidBy(named('stalled-deal-alert'), company))].flatMap(([id, said]) => {
        const change = (said['proposal'] as { change?: { dueInBusinessDays?: number } } | undefined)?.change;
        return change ? [[id, change.dueInBusinessDays]] : [];
      });
    const [ofNorth, ofSouth] = [await due(north), await due(south)];
    expect(ofNorth.map(([id]) => id)).toEqual(ofSouth.map(([id]) => id));
    expect(new Set(ofNorth.map(([, days]) => days))).toEqual(new Set([1]));
    expect(new Set(ofSouth.map(([, days]) => days))).toEqual(new Set([2]));

    const silent = async (company: Company) =>
      [...(await saidBy(named('deal-risk'), company))].flatMap(([id, said]) =>
        JSON.stringify(said).includes('"silent"') ? [id] : [],
      );
    expect((await silent(north)).length).toBeGreaterThan(0);
    expect(await silent(south)).toEqual([]);
  });

  it('are in another month of their fiscal quarter, which a score names and a season weighs', async () => {
    const scoring = actions.find((a) => a.id === 'deal-scoring')!;
    const scored = async (company: Company, season = evenly) => {
      const values = (await saidBy(scoring, company, season)).get('D1')?.['data'] as { values: Said };
      const { closingMonth, probability, ageDays, atAge } = values.values;
      return { closingMonth, probability, ageDays, atAge };
    };
    // 20 April is in the third month of the quarter from February, and in the first of that from April, which is July's.
    const [even, evenSouth] = [await scored(north), await scored(south)];
    expect(even).toEqual({ ...evenSouth, closingMonth: 3 });
    expect(evenSouth.closingMonth).toBe(1);
    const { season } = winCurve().company;
    const [weighed, weighedSouth] = [await scored(north, season), await scored(south, season)];
    expect(Number(weighed.probability)).toBeGreaterThan(Number(weighedSouth.probability));
  });

  it('count the same deals in their own fiscal windows and their own money', async () => {
    const { calendarOf, opsRules } = (await import(
      resolve(ROOT, 'apps/ops-analyst/src/actions/switches')
    )) as typeof import('../../../apps/ops-analyst/src/actions/switches');
    const measured = ({ slug, rows }: Company) => {
      const { currency, fiscalYearStartMonth } = calendarOf(opsRules(compilePlaybook(dir, { company: slug })));
      const deals = rows.flatMap(({ type, id, fields }) => {
        const facts = Object.entries(fields).map(([field, value], sequence): DealFact => ({
          ...{ dealId: id, field, value, from: '2025-01-01', recordedAt: `${TODAY}T00:00:00Z`, sequence },
        }));
        const deal = type === 'opportunity' ? assembleDeal(id, facts, TODAY) : null;
        return deal ? [deal] : [];
      });
      const company = { ...emptyCompany(TODAY, inCompanyCurrency(deals, currency)), currency, fiscalYearStartMonth };
      const period = periodUpTo('quarter', TODAY, fiscalYearStartMonth);
      const [count, value] = measureKpis(company, period, { only: ['won-deals', 'won-value'] });
      return { currency, quarter: period.label, from: period.from, won: count?.value, value: value?.value };
    };
    expect(measured(north)).toEqual({
      ...{ currency: 'EUR', quarter: 'FY2027 Q1 to 2026-03-10', from: '2026-02-01', won: 1, value: 90_000 },
    });
    expect(measured(south)).toEqual({
      ...{ currency: 'USD', quarter: 'FY2026 Q3 to 2026-03-10', from: '2026-01-01', won: 2, value: 160_000 },
    });
  });
});
