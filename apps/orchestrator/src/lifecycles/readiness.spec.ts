import { missingCriteria } from './readiness';

describe('readiness of a deal', () => {
  it('asks for what the stage and those before it need', () => {
    expect(missingCriteria('3.1', {})).toEqual([]);
    expect(missingCriteria('4.1', {})).toEqual(['an account', 'a primary contact']);
    expect(missingCriteria('4.2', { accountId: 'a', contactId: 'c', meddicc: { identifyPain: 2 } })).toEqual([]);
    expect(missingCriteria('4.2', { accountId: 'a', contactId: 'c', meddicc: { identifyPain: 1 } })).toEqual([
      'pain said by the customer',
    ]);
  });

  it('asks a closed deal, or one in no known stage, nothing', () => {
    expect(missingCriteria('5.3', {})).toEqual([]);
    expect(missingCriteria(null, {})).toEqual([]);
  });
});
