import { fieldsOf, HS_DEAL, ON_HUBSPOT, ON_SALESFORCE, record, SF_DEAL } from '../../testing/two-companies';
import fc from 'fast-check';
import { InvalidField } from '../errors';
import { HostedMapping } from './hosted-mapping';

describe('a write in the CRM', () => {
  const refusal = (write: () => unknown): string => {
    try {
      write();
    } catch (error) {
      if (error instanceof InvalidField) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };

  it('goes to the object that the id or the value tells', () => {
    const done = { type: 'call', opportunityId: '006A', accountId: '001A', ownerId: '005A' };
    expect(ON_SALESFORCE.toHosted('activity', done, null)).toEqual({
      object: 'Task',
      values: { Status: 'Completed', TaskSubtype: 'Call', WhatId: '006A', OwnerId: '005A' },
    });
    expect(ON_SALESFORCE.toHosted('activity', { durationMinutes: 30 }, '00U7')).toMatchObject({ object: 'Event' });
    expect(ON_HUBSPOT.toHosted('activity', { type: 'meeting' }, null)).toMatchObject({ object: 'meetings' });
    expect(ON_HUBSPOT.toHosted('activity', { type: 'call', durationMinutes: 2 }, null).values).toEqual({
      hs_call_duration: '120000',
    });
    expect(refusal(() => ON_HUBSPOT.toHosted('activity', { happenedAt: '2026-01-01T00:00:00Z' }, '1'))).toMatch(
      /may be of calls or meetings; say how their ids begin/,
    );
  });

  it('is refused with a remedy where the CRM has no place or word for it', () => {
    const to = (set: Record<string, unknown>, mapping = ON_SALESFORCE) =>
      refusal(() => mapping.toHosted('opportunity', set, '006A'));
    expect(to({ nextStep: 'x' })).toMatch(/is mapped to no field of Opportunity; add it under records.opportunity/);
    expect(to({ createdAt: '2026-01-01T00:00:00Z' })).toMatch(/is read only/);
    expect(to({ type: 'renewal' }, ON_HUBSPOT)).toMatch(/no word for "renewal" \(it has for new, expansion\)/);
    expect(to({ subStage: '4.3' })).toMatch(/no stage of the CRM means 4.3; say which does under `stages:`/);
    expect(to({ subStage: '4.1' }, ON_HUBSPOT)).toMatch(/several stages mean 4.1 \(Expansion found, Qualified\)/);
    expect(to({ amount: 'much' })).toMatch(/expected an amount/);
    expect(refusal(() => ON_SALESFORCE.toHosted('account', { revenue: 5 }, '1'))).toMatch(/not written back/);
  });

  it('goes back to a stage that only the usual names of CRMs give a meaning', () => {
    const deal = record('Opportunity', '006A', { ...SF_DEAL, StageName: 'Value Proposition' });
    const { crmStage, subStage, outcome } = fieldsOf(ON_SALESFORCE, deal, 'opportunity')!;
    expect({ crmStage, subStage, outcome }).toEqual({ crmStage: 'Value Proposition', subStage: '4.2', outcome: null });
    const back = ON_SALESFORCE.toHosted('opportunity', { crmStage, subStage, outcome }, '006A').values;
    expect(back).toEqual({ StageName: 'Value Proposition' });
    expect(refusal(() => ON_SALESFORCE.toHosted('opportunity', { crmStage: 'Mystery' }, '006A'))).toMatch(
      /knows no stage "Mystery"; add it under `stages:`/,
    );
  });

  it('may set the fields that no rule of the file keeps from it', () => {
    const written = new Map(ON_SALESFORCE.writableFields().map(({ object, fields }) => [object, fields]));
    expect(written.get('Opportunity')).toEqual(expect.arrayContaining(['Amount', 'CloseDate', 'StageName']));
    expect(written.get('Opportunity')).not.toContain('CreatedDate');
    // Converted from another currency: never written back.
    expect(written.get('Account')).not.toContain('AnnualRevenue');
    for (const mapping of [ON_SALESFORCE, ON_HUBSPOT]) {
      const all = new Map(mapping.selections().map(({ object, fields }) => [object, fields]));
      const names = mapping.writableFields().flatMap(({ object, fields }) => fields.map((field) => [object, field]));
      expect(names.filter(([, field]) => /^associations\.|\{stage\}/.test(field!))).toEqual([]);
      expect(names.length).toBeGreaterThan(10);
      expect(names.filter(([object]) => !all.has(object!))).toEqual([]);
    }
  });

  it('names the outcome by the stage that means it, and leaves to the CRM what it stamps itself', () => {
    const won = {
      outcome: 'won',
      subStage: '5.3',
      stageEnteredAt: '2026-03-01T00:00:00Z',
      closedAt: '2026-03-01T10:00:00Z',
    };
    expect(ON_SALESFORCE.toHosted('opportunity', won, '006A').values).toEqual({
      ...{ StageName: 'Gewonnen', CloseDate: '2026-03-01' },
    });
    const file = structuredClone(ON_HUBSPOT.file);
    delete file.records.opportunity![0]!.fields['stageEnteredAt'];
    const moved = { subStage: '5.1', stageEnteredAt: '2026-03-01T00:00:00Z' };
    expect(new HostedMapping(file).toHosted('opportunity', moved, '5').values).toEqual({ dealstage: 'contractsent' });
    expect(ON_HUBSPOT.toHosted('opportunity', { crmStage: 'Expanded' }, '5').values).toEqual({ dealstage: '992' });
  });

  it('goes to the CRM for what it holds, read only or not', () => {
    const held = ['subStage', 'outcome', 'closedAt', 'meddicc', 'amount', 'createdAt'];
    expect(held.filter((field) => ON_SALESFORCE.holds('opportunity', field))).toEqual(held);
    expect(['stageEnteredAt', 'nextStep'].some((field) => ON_SALESFORCE.holds('opportunity', field))).toBe(false);
    expect(['title', 'accountId', 'createdBy'].map((f) => ON_SALESFORCE.holds('task', f))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('says nothing of what a new record leaves empty', () => {
    expect(ON_HUBSPOT.toHosted('opportunity', { subStage: null, outcome: null }, null).values).toEqual({
      pipeline: 'default',
    });
    expect(refusal(() => ON_HUBSPOT.toHosted('opportunity', { subStage: null }, '5'))).toMatch(/always has a stage/);
    expect(ON_HUBSPOT.toHosted('activity', { type: null }, null)).toEqual({ object: 'calls', values: {} });
  });

  it('associates what is new and leaves associations that people made', () => {
    const made = { type: 'call', accountId: '77', happenedAt: '2026-03-01T10:00:00.000Z' };
    expect(ON_HUBSPOT.toHosted('activity', made, null).values).toMatchObject({ 'associations.companies': ['77'] });
    expect(refusal(() => ON_HUBSPOT.toHosted('opportunity', { accountId: '78' }, '5'))).toMatch(/is an association/);
  });

  it('asks for the value of a stage whose name several pipelines have', () => {
    const file = structuredClone(ON_HUBSPOT.file);
    file.stages!.of['7744']!['992'] = { subStage: '5.3', outcome: 'won', label: 'Won' };
    const twice = new HostedMapping(file);
    expect(refusal(() => twice.toHosted('opportunity', { crmStage: 'Won' }, '5'))).toMatch(
      /write its value \(992, closedwon\)/,
    );
    expect(twice.toHosted('opportunity', { crmStage: '992' }, '5').values).toEqual({ dealstage: '992' });
  });

  it('keeps a deal in its pipeline, where a stage of another means the same or is called the same', () => {
    const file = structuredClone(ON_HUBSPOT.file);
    file.stages!.of['7744']!['992'] = { subStage: '5.3', outcome: 'won', label: 'Won' };
    const twice = new HostedMapping(file);
    const stageOf = (pipeline: string, set: Record<string, unknown>) =>
      twice.toHosted('opportunity', set, '5', record('deals', '5', { ...HS_DEAL, pipeline })).values['dealstage'];
    for (const [pipeline, found, won] of [
      ['default', 'qualifiedtobuy', 'closedwon'],
      ['7744', '991', '992'],
    ] as const) {
      expect(stageOf(pipeline, { subStage: '4.1' })).toBe(found);
      expect(stageOf(pipeline, { subStage: '5.3', outcome: 'won' })).toBe(won);
      expect(stageOf(pipeline, { crmStage: 'Won' })).toBe(won);
    }
    expect(refusal(() => stageOf('7744', { subStage: '5.1' }))).toMatch(
      /no stage of pipeline "7744" means 5.1; say which does under `stages:`/,
    );
    expect(twice.toHosted('opportunity', { subStage: '4.1' }, null).values).toMatchObject({
      ...{ pipeline: 'default', dealstage: 'qualifiedtobuy' },
    });
  });

  it('is read back as it was written, whatever it says', () => {
    const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const sets = fc.record(
      {
        name: fc.string({ minLength: 1 }),
        amount: fc.integer({ min: 0, max: 1e9 }).map((cents) => cents / 100),
        type: fc.constantFrom('new', 'expansion'),
        agentWinProbability: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
        expectedCloseDate: day.map((d) => d.toISOString().slice(0, 10)),
        meddicc: fc.record({ champion: fc.integer({ min: 0, max: 3 }), metrics: fc.integer({ min: 0, max: 3 }) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(sets, (set) => {
        for (const [mapping, object, base] of [
          [ON_SALESFORCE, 'Opportunity', SF_DEAL],
          [ON_HUBSPOT, 'deals', HS_DEAL],
        ] as const) {
          const { values } = mapping.toHosted('opportunity', set, '1');
          expect(fieldsOf(mapping, record(object, '1', { ...base, ...values }), 'opportunity')).toMatchObject(set);
        }
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});
