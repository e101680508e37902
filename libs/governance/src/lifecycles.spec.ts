import { lifecyclesSchema, missingCriteria, type ReadinessCriterion } from './lifecycles';

const READINESS: ReadinessCriterion[] = [
  { from: '3.2', name: 'an account', field: 'accountId' },
  { from: '4.1', name: 'a primary contact', field: 'contactId' },
  { from: '4.2', name: 'pain said by the customer', evidence: 'identifyPain', atLeast: 2 },
];

describe('readiness of a deal', () => {
  it('asks for what the stage and those before it need', () => {
    const known = { accountId: 'a', contactId: 'c' };
    expect(missingCriteria(READINESS, '3.1', {})).toEqual([]);
    expect(missingCriteria(READINESS, '4.1', {})).toEqual(['an account', 'a primary contact']);
    expect(missingCriteria(READINESS, '4.2', { ...known, meddicc: { identifyPain: 2 } })).toEqual([]);
    expect(missingCriteria(READINESS, '4.2', { ...known, meddicc: { identifyPain: 1 } })).toEqual([
      'pain said by the customer',
    ]);
  });

  it('asks a closed deal, or one in no known stage, nothing', () => {
    expect(missingCriteria(READINESS, '5.3', {})).toEqual([]);
    expect(missingCriteria(READINESS, null, {})).toEqual([]);
  });

  it('is refused when a criterion asks for what no deal has, or for nothing', () => {
    const problems = (criterion: object): string[] =>
      lifecyclesSchema.shape.readiness.safeParse([criterion]).error?.issues.map((i) => i.path.join('.')) ?? [];
    expect(problems({ from: '4.1', name: 'a mood', field: 'mood' })).toEqual(['0.field']);
    expect(problems({ from: '4.1', name: 'nothing' })).toEqual(['0']);
    expect(problems({ from: '4.1', name: 'pain', evidence: 'identifyPain' })).toEqual(['0.atLeast']);
    expect(problems({ from: '4.1', name: 'pain', evidence: 'identifyPain', atLeast: 2 })).toEqual([]);
  });
});
