import { checkFields, CrmForbidden, InvalidField } from '@salesagent/crm';
import { failureOf } from './outcome';

const thrownBy = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('why a change could not happen, as the log keeps it', () => {
  it('names a personal field without the value that does not fit, and shows any other', () => {
    const personal = thrownBy(() => checkFields('contact', { email: ['zelda@example.com'] }));
    expect(failureOf(personal)).toEqual({
      reason: 'contact.email: its value does not fit the field',
      code: 'invalid-field',
    });
    const amount = thrownBy(() => checkFields('opportunity', { amount: 'much' }));
    expect(failureOf(amount)?.reason).toBe('opportunity.amount: expected an amount (a number), got "much"');
    expect(failureOf(new InvalidField('opportunity', 'Amount__c', 'the CRM refused it (INVALID)'))?.reason).toContain(
      'INVALID',
    );
  });

  it('says of what the CRM forbids its code and the remedy, not its words', () => {
    const forbidden = new CrmForbidden('"Call Zelda" is not yours', 'INSUFFICIENT_ACCESS', 'give edit access');
    expect(failureOf(forbidden)).toEqual({
      reason: 'the CRM does not let us (INSUFFICIENT_ACCESS) → give edit access',
      code: 'forbidden',
    });
  });

  it('is nothing for what may be tried again', () => {
    expect(failureOf(new Error('connection reset'))).toBeNull();
  });
});
