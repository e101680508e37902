import type { Config } from '@salesagent/platform/config';
import { VectorIndexError } from './port';

/** A store of vectors outside of the tables of passages, and where in it ours are. */
interface Outside {
  url: string;
  /** Of a schema (pgvector), a collection (Qdrant), a namespace (Pinecone), or what their names begin with. */
  collection: string;
  /** Deployment whose points these are; others may share the store. */
  owner: string;
}

export type VectorIndexSettings =
  | { store: 'none' }
  | ({ store: 'pgvector' } & Outside)
  | ({ store: 'qdrant'; apiKey?: string } & Outside)
  | ({ store: 'pinecone'; apiKey: string } & Outside);

/**
 * What is configured, looked at as a whole.
 *
 * @throws VectorIndexError naming everything that does not go together
 */
export function vectorIndexSettings({
  company: owner,
  vectorStore: { kind, url, apiKey, collection },
}: Pick<Config, 'company' | 'vectorStore'>): VectorIndexSettings {
  const problems: string[] = [];
  const protocols = kind === 'pgvector' ? ['postgres:', 'postgresql:'] : ['http:', 'https:'];
  if (kind === 'none') {
    if (url) problems.push('VECTOR_STORE_URL is given, but VECTOR_STORE does not say what is there');
    if (apiKey) problems.push('VECTOR_STORE_API_KEY is given, but VECTOR_STORE does not say what it opens');
  } else {
    if (!url) problems.push(`VECTOR_STORE=${kind} needs VECTOR_STORE_URL`);
    else if (!protocols.includes(new URL(url).protocol)) {
      problems.push(`VECTOR_STORE_URL begins with ${protocols.map((one) => `${one}//`).join(' or ')} for ${kind}`);
    }
    if (kind === 'pinecone' && !apiKey) problems.push('VECTOR_STORE=pinecone needs VECTOR_STORE_API_KEY');
    if (kind === 'pgvector' && apiKey) {
      problems.push('VECTOR_STORE_API_KEY is not for pgvector: its password is part of VECTOR_STORE_URL');
    }
  }
  if (problems.length > 0) {
    throw new VectorIndexError('invalid', `The store of vectors is not usable as configured: ${problems.join('; ')}.`);
  }
  if (kind === 'none') return { store: 'none' };
  const outside = { url: url!, collection, owner };
  if (kind === 'pinecone') return { store: kind, ...outside, apiKey: apiKey! };
  return { store: kind, ...outside, ...(kind === 'qdrant' && apiKey ? { apiKey } : {}) } as VectorIndexSettings;
}
