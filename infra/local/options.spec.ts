import { readOptions, StartError } from './options';

const read = (...parameters: string[]) => readOptions(parameters, {}, '/somewhere');

describe('what carries the events of a start', () => {
  it('is the database, unless Kafka is asked for', () => {
    expect(read()).toMatchObject({ bus: { kind: 'postgres' } });
    expect(read('--with-kafka')).toMatchObject({ bus: { kind: 'own kafka' } });
    expect(read('--kafka', 'one:9092,two:9092')).toMatchObject({
      bus: { kind: 'kafka', brokers: 'one:9092,two:9092' },
    });
  });

  it('is not two of them, and not a broker without a port', () => {
    expect(() => read('--kafka', 'one:9092', '--with-kafka')).toThrow(StartError);
    expect(() => read('--kafka', 'one')).toThrow(/give HOST:PORT/);
  });
});

describe('a database that was put back from a backup', () => {
  it('is taken for one only when the operator says so', () => {
    expect(read()).toMatchObject({ restored: false });
    expect(read('--restored', '--with-kafka')).toMatchObject({ restored: true, bus: { kind: 'own kafka' } });
  });
});

describe('the company of a start', () => {
  it('is the sample, unless one with a hosted CRM is asked for', () => {
    expect(read()).toMatchObject({ companySlug: null });
    expect(read('--company', 'acme')).toMatchObject({ companySlug: 'acme', importFolder: null });
  });

  it.each(['', 'Acme', '../../x', 'acme-'])('is not %j', (slug) => {
    expect(() => read('--company', slug)).toThrow(StartError);
  });
});
