import { ConfigError, listVariables, loadConfig } from './config';

const DATABASE_URL = 'postgresql://salesagent_deal:secret@127.0.0.1:5432/company';

describe('loadConfig', () => {
  it('fills what is not given with defaults and turns text into numbers', () => {
    const config = loadConfig({ DATABASE_URL, PORT: '4300' });
    expect(config.http).toEqual({ host: '127.0.0.1', port: 4300 });
    expect(config.database.poolSize).toBe(10);
    expect(config.auth.issuer).toBeUndefined();
  });

  it('counts an empty variable as not given', () => {
    expect(loadConfig({ DATABASE_URL, OIDC_ISSUER: '' }).auth.issuer).toBeUndefined();
  });

  it('names every problem at once, with what the variable is for', () => {
    const load = () => loadConfig({ PORT: 'eighty', SALESAGENT_COMPANY: 'Big Co' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/PORT[\s\S]*DATABASE_URL|SALESAGENT_COMPANY[\s\S]*DATABASE_URL/);
  });

  it('describes every variable once, since the reference page is generated from the tree', () => {
    const names = listVariables().map(({ variable }) => variable.name);
    expect(new Set(names).size).toBe(names.length);
    expect(listVariables().every(({ variable }) => variable.description.endsWith('.'))).toBe(true);
  });

  it('marks as secret whatever is named like one, so that it is written into no file', () => {
    const named = listVariables().filter(({ variable }) => /(SECRET|TOKEN|PASSWORD)$/.test(variable.name));
    expect(named.filter(({ variable }) => !variable.secret)).toEqual([]);
    expect(listVariables().find(({ variable }) => variable.name === 'DATABASE_URL')?.variable.secret).toBeTruthy();
  });
});
