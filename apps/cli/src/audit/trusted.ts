import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jwkSchema, signedHeadSchema, type SignedHead } from '@salesagent/audit';
import { usageError } from '../exit-codes';
import { homeFolder, type Surroundings } from '../surroundings';

type Jwk = ReturnType<typeof jwkSchema.parse>;

/** Public keys of files. @throws CliError that names the file */
export function keysIn(files: readonly string[], cwd: string): Jwk[] {
  return files.map((file) => {
    const parsed = jwkSchema.safeParse(json(read(file, cwd)));
    if (parsed.success) return parsed.data;
    throw usageError(
      `${file} is no Ed25519 key.`,
      'Give the public key as a JWK: {"kty":"OKP","crv":"Ed25519","x":…}.',
    );
  });
}

/** The key of this home's own stack, which need not be taken from the stack's word; none for a stack elsewhere. */
export function keyOfHome(around: Surroundings): Jwk[] {
  if (around.environment['SALESAGENT_URL']) return [];
  const file = join(homeFolder(around), 'keys', 'audit-public.jwk');
  return existsSync(file) ? keysIn([file], around.cwd) : [];
}

/** Signed heads that were kept elsewhere, one a line. @throws CliError that names file and line */
export function headsIn(file: string, cwd: string): SignedHead[] {
  const lines = read(file, cwd).split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const parsed = signedHeadSchema.safeParse(json(line));
    if (parsed.success) return [parsed.data];
    throw usageError(`Line ${i + 1} of ${file} is no signed head.`, 'Give a copy of the file of heads (heads.jsonl).');
  });
}

function read(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
