import type { JsonStore } from '../http/json-store';
import { anyAnswer, collectionAnswer } from './qdrant-answers';

export interface QdrantCollection {
  name: string;
  /** Numbers of a vector. */
  dimensions: number;
  /** Fields that have an index. */
  indexed: readonly string[];
}

/** What is filtered by has an index; that of the owner keeps the points of one together. */
const INDEXED = {
  owner: { type: 'keyword', is_tenant: true },
  language: 'keyword',
  company: 'keyword',
  stage: 'integer',
  personas: 'keyword',
  from: 'integer',
  to: 'integer',
} as const;

/** The collection as it is; null where there is none. */
export async function readCollection(store: JsonStore, name: string): Promise<QdrantCollection | null> {
  const found = await store.send({
    method: 'GET',
    path: `/collections/${name}`,
    answer: collectionAnswer,
    absent: [404],
  });
  if (!found) return null;
  const { config, payload_schema } = found.value.result;
  const { size, distance } = config.params.vectors;
  if (distance !== 'Cosine') {
    const remedy = 'set another VECTOR_STORE_COLLECTION, and it is made';
    throw store.invalid(`has a collection ${name} that measures by ${distance} and not by cosine; ${remedy}.`);
  }
  return { name, dimensions: size, indexed: Object.keys(payload_schema) };
}

/** Makes the collection where there is none, with its indexes; they must be there before the points are. */
export async function ensureCollection(store: JsonStore, name: string, dimensions: number): Promise<QdrantCollection> {
  const found = await readCollection(store, name);
  if (!found) {
    const body = { vectors: { size: dimensions, distance: 'Cosine' } };
    // Another process may make it at the same time: then it is there, which is what was wanted.
    await store.send({ method: 'PUT', path: `/collections/${name}`, body, answer: anyAnswer, absent: [409] });
  }
  for (const [field_name, field_schema] of Object.entries(INDEXED)) {
    if (found?.indexed.includes(field_name)) continue;
    const path = `/collections/${name}/index?wait=true`;
    await store.send({ method: 'PUT', path, body: { field_name, field_schema }, answer: anyAnswer });
  }
  const made = found ?? (await readCollection(store, name));
  if (!made) throw store.invalid(`made no collection ${name}; look at its log.`);
  return made;
}
