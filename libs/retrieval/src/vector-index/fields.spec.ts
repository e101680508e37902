import { aPoint } from '../../testing/vector-points';
import { conditionsOf, fieldsOf, modelSlug, pointId } from './fields';

describe('what a store outside keeps of a passage', () => {
  it('has a value for everybody and for every day', () => {
    expect(fieldsOf(aPoint('one'))).toMatchObject({ company: '*', stage: 0, personas: ['*'], from: 0, to: 99_999_999 });
    const scope = { company: 'acme', stage: 3, personas: ['finance'], effectiveFrom: '2026-01-31', effectiveTo: null };
    const fields = { company: 'acme', stage: 3, personas: ['finance'], from: 20_260_131, to: 99_999_999 };
    expect(fieldsOf(aPoint('one', { scope }))).toMatchObject(fields);
  });

  it('is asked for with what holds for all', () => {
    expect(conditionsOf('en', {})).toEqual({ oneOf: { language: ['en'], company: ['*'] } });
    const filter = { company: 'acme', stage: 3, persona: 'finance', effectiveOn: '2026-01-31' };
    expect(conditionsOf('en', filter)).toEqual({
      oneOf: { language: ['en'], company: ['*', 'acme'], stage: [0, 3], personas: ['*', 'finance'] },
      day: 20_260_131,
    });
  });

  it('does not take a name for the word that means all', () => {
    expect(fieldsOf(aPoint('one', { scope: { company: '*', personas: ['**'] } }))).toMatchObject({
      ...{ company: '**', personas: ['***'] },
    });
    expect(conditionsOf('en', { company: '*' }).oneOf.company).toEqual(['*', '**']);
  });

  it('is known by deployment, model, source and id, wherever one ends and the next begins', () => {
    const ids = [
      pointId('a', 'm', { source: 's', id: 'i' }),
      pointId('a', 'm', { source: 's', id: 'j' }),
      pointId('b', 'm', { source: 's', id: 'i' }),
      pointId('a', 'n', { source: 's', id: 'i' }),
      pointId('am', '', { source: 's', id: 'i' }),
      pointId('a', 'm', { source: 'si', id: '' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe(pointId('a', 'm', { source: 's', id: 'i' }));
  });

  it('lies under a name of its model that is told apart although its letters are not', () => {
    expect(modelSlug('openai/text-embedding-3-small/1536')).toMatch(/^openai-text-embedding-3-small-1536-\w{8}$/);
    expect(modelSlug('a/b')).not.toBe(modelSlug('a.b'));
  });
});
