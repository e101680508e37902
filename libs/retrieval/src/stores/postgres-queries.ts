/** Serialises writers of one database, so that versions are counted in the order in which changes become visible. */
export const WRITERS = `select pg_advisory_xact_lock(hashtextextended('retrieval', 0))`;
export const CHANGED = 'update retrieval_version set version = version + 1';
export const VERSION = 'select version from retrieval_version';

/** Documents come as one JSON list; their numbers go back by id. */
export const ADD_DOCUMENTS = `
  insert into retrieval_document
    (source, id, hash, title, file, language, company, stage, personas, effective_from, effective_to, use,
     confidential)
  select $1, id, hash, title, file, language, company, stage, personas, "effectiveFrom", "effectiveTo", use,
         coalesce(confidential, false)
  from json_to_recordset($2::json)
    as d (id text, hash text, title text, file text, language text, company text, stage int, personas text[],
          "effectiveFrom" date, "effectiveTo" date, use jsonb, confidential boolean)
  returning id, no`;

export const ADD_PASSAGES = `
  insert into retrieval_passage (document, ordinal, id, heading, path, text, asked, line, page, text_hash, terms, impacts)
  select document, ordinal, id, heading, path, text, asked, line, page, "textHash", terms, impacts
  from json_to_recordset($1::json)
    as p (document bigint, ordinal int, id text, heading text, path text[], text text, asked text, line int, page int,
          "textHash" text,
          terms text[], impacts real[])`;

/** Vectors of texts that no passage has any more. */
export const DROP_VECTORS = `
  delete from retrieval_vector v
  where not exists (select from retrieval_passage p where p.text_hash = v.text_hash)`;

export const ADD_VECTORS = `
  insert into retrieval_vector (model, text_hash, vector)
  select $1, text_hash, vector from unnest($2::text[], $3::bytea[]) as v (text_hash, vector)
  on conflict (model, text_hash) do update set vector = excluded.vector`;

export const UNEMBEDDED = `
  select distinct on (p.text_hash) p.text_hash, d.title, p.path, p.heading, p.text, p.asked, p.id as passage, d.confidential
  from retrieval_passage p join retrieval_document d on d.no = p.document
  where not exists (select from retrieval_vector v where v.model = $1 and v.text_hash = p.text_hash)
  order by p.text_hash limit $2`;

const PASSAGE = `
  p.id, p.heading, p.path, p.text, p.line, p.page, p.ordinal,
  d.source, d.id as document_id, d.hash, d.title, d.file, d.language, d.company, d.stage, d.personas,
  d.effective_from::text, d.effective_to::text, d.use, d.confidential`;

export const PASSAGES = `
  select ${PASSAGE}
  from unnest($1::text[], $2::text[]) with ordinality as asked (source, id, place)
  join retrieval_passage p on p.id = asked.id
  join retrieval_document d on d.no = p.document and d.source = asked.source
  order by asked.place`;

export const NEIGHBOURS = `
  select ${PASSAGE}
  from retrieval_passage asked
  join retrieval_document d on d.no = asked.document and d.source = $1
  join retrieval_passage p on p.document = asked.document and p.ordinal <> asked.ordinal
    and p.ordinal between asked.ordinal - $3 and asked.ordinal + $3
  where asked.id = $2
  order by p.ordinal`;

/** What is needed to search documents, without their words. Lists as text: the driver takes its time over arrays. */
export const SEARCHED = `
  select d.no, d.source, d.id, d.language, d.company, d.stage, d.personas,
         d.effective_from::text, d.effective_to::text, d.use, d.confidential, p.id as passage, p.text_hash,
         array_to_string(p.terms, ' ') as terms, array_to_string(p.impacts, ' ') as impacts
  from retrieval_document d join retrieval_passage p on p.document = d.no
  where d.no = any ($1)
  order by d.no, p.ordinal`;
