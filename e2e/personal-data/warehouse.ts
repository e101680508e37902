import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sealed } from '@salesagent/canon/events';
import { askService, type RunningStack } from '../harness';

const CLIENT = 'warehouse';

/** Grants a consumer outside the system the values of contacts; the environment that tells start so. */
export function grantWarehouse(folder: string): { SEALED_GRANTS_FILE: string } {
  const file = join(folder, 'grants.json');
  writeFileSync(file, JSON.stringify([{ client: CLIENT, purpose: 'reports by contact', opens: ['contact'] }]));
  return { SEALED_GRANTS_FILE: file };
}

interface Opened {
  values: { value: string | null; erased?: true; refused?: true }[];
}

/** The consumer, signed in by client credentials as a program elsewhere is. */
export class Warehouse {
  private constructor(
    private readonly stack: RunningStack,
    private readonly token: string,
  ) {}

  static async signIn(stack: RunningStack): Promise<Warehouse> {
    const secrets = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as Record<string, string>;
    const credentials = Buffer.from(`${CLIENT}:${secrets[`consumer-${CLIENT}`]}`).toString('base64');
    const response = await fetch(`${stack.record().issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return new Warehouse(stack, token);
  }

  open(values: readonly Sealed[]) {
    const { token } = this;
    return askService<Opened>(this.stack, 'gateway', '/sealed/open', { token, method: 'POST', body: { values } });
  }

  ask(path: string) {
    return askService(this.stack, 'gateway', path, { token: this.token });
  }
}
