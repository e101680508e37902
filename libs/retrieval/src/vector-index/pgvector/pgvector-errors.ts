import { VectorIndexError, type VectorIndexErrorKind } from '../port';
import { addressOf, secretsOf, type PgVectorPlace } from './pgvector-names';

interface Meaning {
  kind: VectorIndexErrorKind;
  remedy: string;
}

const GONE: Meaning = { kind: 'unreachable', remedy: 'Check VECTOR_STORE_URL and that the server is up.' };
const NOT_PREPARED: Meaning = {
  kind: 'rejected',
  remedy: 'Its tables are made by `salesagent playbook vectors`, by a role that owns the database.',
};
const REFUSED: Meaning = { kind: 'rejected', remedy: 'Check user, password and database in VECTOR_STORE_URL.' };
const TLS: Meaning = {
  kind: 'rejected',
  remedy: 'Say how to speak TLS in VECTOR_STORE_URL: sslmode, and sslrootcert with the file of its authority.',
};

/** By SQLSTATE, or its class; else by what Node calls it. */
const MEANINGS: [RegExp, Meaning][] = [
  [/^(42P01|3F000|42704|42883)$/, NOT_PREPARED],
  [/^42501$/, { kind: 'rejected', remedy: 'Give the role the right: `salesagent playbook vectors --role NAME`.' }],
  [/^(28|3D)/, REFUSED],
  [/^(53300|53400)$/, { kind: 'throttled', remedy: 'The server has no connection left: lower what others take.' }],
  [/^(08|57P)/, GONE],
  [/^(53|54)/, { kind: 'throttled', remedy: 'The server is out of memory, disk or time: see its log.' }],
  [/^(57014|55P03)$/, { kind: 'throttled', remedy: 'The server was too slow: see what it does meanwhile.' }],
  [/^22/, { kind: 'invalid', remedy: 'Vectors must be numbers, as many as the model of the table has.' }],
  [/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO/, TLS],
  [/^E[A-Z_]+$/, GONE],
  [/^[0-9A-Z]{5}$/, { kind: 'rejected', remedy: 'See the log of the server.' }],
];

/** What the driver says without a code. */
const WORDS: [RegExp, Meaning][] = [
  [/does not support SSL/, TLS],
  [/Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/, GONE],
];

/**
 * An error of PostgreSQL or of the way to it, as the port names it. One that is neither (a fault of ours) is given back as
 * it is.
 */
export function pgVectorError(error: unknown, place: PgVectorPlace): unknown {
  if (error instanceof VectorIndexError) return error;
  // Several addresses of one name were tried: the first says enough.
  const { code, message = '' } = ((error as AggregateError).errors?.[0] ?? error) as Partial<NodeJS.ErrnoException>;
  const meaning =
    typeof code === 'string'
      ? MEANINGS.find(([pattern]) => pattern.test(code))?.[1]
      : WORDS.find(([pattern]) => pattern.test(message))?.[1];
  if (!meaning) return error;
  const said = withoutSecrets(message.replace(/[.\s]+$/, ''), place);
  return new VectorIndexError(meaning.kind, `pgvector at ${addressOf(place)}: ${said}. ${meaning.remedy}`, {
    cause: error,
  });
}

const withoutSecrets = (text: string, place: PgVectorPlace): string =>
  secretsOf(place).reduce((kept, secret) => kept.replaceAll(secret, '…'), text);
