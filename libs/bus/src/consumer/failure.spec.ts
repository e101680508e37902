import { InfrastructureError, isInfrastructureFailure } from './failure';

const withCode = (code: string): Error => Object.assign(new Error('it failed'), { code });

describe('whose fault a failure is', () => {
  it.each([
    '08006',
    '57P01',
    '53300',
    '40001',
    '40P01',
    '55P03',
    '25P03',
    '42P01',
    '42501',
    'ECONNREFUSED',
    'ETIMEDOUT',
  ])('is the infrastructure’s for %s', (code) => {
    expect(isInfrastructureFailure(withCode(code))).toBe(true);
    expect(isInfrastructureFailure(new Error('wrapped', { cause: withCode(code) }))).toBe(true);
  });

  it.each(['23505', '22P02', '22003', '42601'])('is the message’s for %s', (code) => {
    expect(isInfrastructureFailure(withCode(code))).toBe(false);
  });

  it('is what a handler says it is', () => {
    expect(isInfrastructureFailure(new InfrastructureError('the model is away'))).toBe(true);
    expect(isInfrastructureFailure(new TypeError('undefined is not a function'))).toBe(false);
    expect(isInfrastructureFailure('text')).toBe(false);
  });

  it('is found in the errors of several connection attempts', () => {
    expect(isInfrastructureFailure(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
  });
});
