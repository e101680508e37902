import Ajv from 'ajv';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPlaybook } from '@salesagent/playbook';
import { parse } from 'yaml';
import { PLAYBOOK_SCHEMAS, sectionSchema } from './front-matter-schema';

const PLAYBOOKS = resolve(__dirname, '../../playbooks');
const { playbook, problems } = checkPlaybook(PLAYBOOKS);
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const isSection = ajv.compile(sectionSchema(false));
const isOverride = ajv.compile(sectionSchema(true));

/** Front matter as it stands in the file. */
const frontOf = (text: string): unknown => parse(/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '') ?? {};
const read = (id: string): string => readFileSync(join(PLAYBOOKS, 'base', `${id}.md`), 'utf8');

/** Paths that the schema finds wrong, by what editors underline. */
function wrongIn(front: unknown): string[] {
  isSection(front);
  return (isSection.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, keyword, params }) => {
      const path = instancePath.split('/').slice(1);
      if (keyword === 'additionalProperties') path.push((params as { additionalProperty: string }).additionalProperty);
      return path.join('.');
    });
}

describe('the schema of front matter', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'front-matter-'));
    cpSync(join(PLAYBOOKS, 'base'), join(dir, 'base'), { recursive: true });
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('takes every section of the base playbook', () => {
    expect(problems).toEqual([]);
    expect(playbook.sections.length).toBeGreaterThan(70);
    for (const { id } of playbook.sections) expect([id, wrongIn(frontOf(read(id)))]).toEqual([id, []]);
  });

  // A line that is not there is underlined at what it is missing from.
  it.each([
    ['4-progression/stalled-deal-alert', 'dueInBusinessDays: 2', 'dueInBusinessDays: two', 'rules.dueInBusinessDays'],
    ['4-progression/stalled-deal-alert', 'dueInBusinessDays: 2', 'dueInBusinesDays: 2', 'rules.dueInBusinesDays'],
    ['4-progression/stalled-deal-alert', 'minutes: 15', 'minutes: soon', 'attention.minutes'],
    ['4-progression/stalled-deal-alert', 'uplift: 0.04', 'uplift: 4', 'attention.uplift'],
    ['4-progression/stalled-deal-alert', 'attention:', 'status: sleeping\nattention:', 'status'],
    ['4-progression/stalled-deal-alert', 'attention:', 'cooldownDays: -1\nattention:', 'cooldownDays'],
    ['4-progression/stalled-deal-alert', 'attention:', 'atention:', 'atention'],
    ['2-account/account-scoring', 'fit: 40', 'fit: forty', 'rules.weights.fit'],
    ['2-account/account-scoring', 'share: 0.7', 'share: most', 'rules.engagementBands.1.share'],
    ['4-progression/stalled-deal-alert', 'action: stalled', 'action: staled', 'action'],
  ])('finds in %s the same place wrong as `playbook check`: %s → %s', (id, right, wrong, at) => {
    const text = read(id);
    expect(text).toContain(right);
    const changed = text.replace(right, wrong);
    const line = changed.split('\n').findIndex((l) => l.includes(wrong.split('\n')[0]!)) + 1;
    expect(wrongIn(frontOf(changed))).toContain(at);
    writeFileSync(join(dir, 'base', `${id}.md`), changed);
    const found = checkPlaybook(dir).problems.filter(({ file }) => file === `base/${id}.md`);
    writeFileSync(join(dir, 'base', `${id}.md`), text);
    expect(found.map((p) => p.line)).toContain(line);
  });

  it('of a company asks for nothing, and still knows the rules of the action it names', () => {
    const action = 'stalled-deal-alert';
    expect(isOverride({})).toBe(true);
    expect(isOverride({ action, rules: { dueInBusinessDays: 1 } })).toBe(true);
    expect(isOverride({ action, rules: { dueInBusinesDays: 1 } })).toBe(false);
    expect(isOverride({ action, attention: { minutes: 5 } })).toBe(true);
    expect(isOverride({ attention: { minuets: 5 } })).toBe(false);
  });

  it.each(['playbook', 'glossary', 'asked', 'lifecycles', 'policy'].map((name) => [name]))(
    'of %s.yaml takes the base’s',
    (name) => {
      const schema = JSON.parse(PLAYBOOK_SCHEMAS[`playbooks/schemas/${name}.schema.json`]!()) as object;
      const valid = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
      valid(parse(readFileSync(join(PLAYBOOKS, 'base', `${name}.yaml`), 'utf8')));
      expect(valid.errors ?? []).toEqual([]);
    },
  );
});
