/**
 * One pass over the postings of the asked terms; the document's weight is that of `documentImpact`. Written so that it is
 * fast on tables without statistics too, as they are right after an index was made: `offset 0` keeps the look-up of a
 * term in the index, a left join cannot begin with all documents and a full join cannot be a nested loop (each passage
 * has its document, so both find the same), and what was found goes along as arrays instead of being joined again.
 */
export const CANDIDATES = `
  with hit as materialized (
    select p.document, p.passage, a.term, a.weight, p.impact
    from unnest($2::text[], $3::float8[]) as a (term, weight)
    cross join lateral (
      select document, passage, impact from retrieval_posting where language = $1 and term = a.term collate "C" offset 0
    ) p
    left join retrieval_document d on d.no = p.document
    where (d.company is null or d.company = $4)
      and ($5::int is null or d.stage is null or d.stage = $5)
      and ($6::text is null or d.personas = '{}' or $6 = any (d.personas))
      and ($7::date is null or d.effective_from is null or d.effective_from <= $7)
      and ($7::date is null or d.effective_to is null or $7 < d.effective_to)
  ), passage_score as (
    select document, passage, sum(impact * weight) as score, array_agg(term) as terms, array_agg(impact) as impacts
    from hit group by document, passage
  ), document_hit as (
    select document, term, weight, sum(impact) * ($8::float8 + 1) / ($8::float8 + sum(impact)) as impact
    from hit group by document, term, weight
  ), document_score as (
    select document, sum(impact * weight) as score, array_agg(term) as terms, array_agg(impact) as impacts
    from document_hit group by document
  ), best as materialized (
    select document, p.passage, p.score + $9::float8 * d.score as score,
           p.terms, p.impacts, d.terms as document_terms, d.impacts as document_impacts
    from passage_score p full join document_score d using (document)
    order by 3 desc, p.passage limit $10
  )
  select p.id, p.heading, p.path, p.text, p.line, p.ordinal, b.score,
         d.source, d.id as document_id, d.hash, d.title, d.file, d.language, d.company, d.stage, d.personas,
         d.effective_from::text, d.effective_to::text, b.terms, b.impacts, b.document_terms, b.document_impacts
  from best b
  join retrieval_passage p on p.no = b.passage
  join retrieval_document d on d.no = b.document
  order by b.score desc, d.source collate "C", p.id collate "C"`;

export const NEIGHBOURS = `
  select p.id, p.heading, p.path, p.text, p.line, p.ordinal,
         d.source, d.id as document_id, d.hash, d.title, d.file, d.language, d.company, d.stage, d.personas,
         d.effective_from::text, d.effective_to::text
  from retrieval_passage asked
  join retrieval_document d on d.no = asked.document and d.source = $1
  join retrieval_passage p on p.document = asked.document and p.no <> asked.no
    and p.ordinal between asked.ordinal - $3 and asked.ordinal + $3
  where asked.id = $2
  order by p.ordinal`;

export const ADD_DOCUMENT = `
  insert into retrieval_document
    (source, id, hash, title, file, language, company, stage, personas, effective_from, effective_to, passages)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  returning no`;

/** Passages come as one JSON list; their numbers go back by place. */
export const ADD_PASSAGES = `
  insert into retrieval_passage (document, ordinal, id, heading, path, text, line)
  select $1, ordinal, id, heading, path, text, line
  from json_to_recordset($2::json)
    as p (ordinal int, id text, heading text, path text[], text text, line int)
  returning ordinal, no`;

export const ADD_POSTINGS = `
  insert into retrieval_posting (language, term, passage, document, impact)
  select $1, term, passage, $2, impact
  from unnest($3::text[], $4::bigint[], $5::float8[]) as p (term, passage, impact)`;

/** Counts anew the terms named: those of documents that came or went. */
export const COUNT_TERMS = `
  with changed as (select distinct term from unnest($2::text[]) as c (term)),
  counted as (
    select c.term, count(p.passage)::int as passages
    from changed c left join retrieval_posting p on p.language = $1 and p.term = c.term collate "C"
    group by c.term
  ), gone as (
    delete from retrieval_term t using counted c where t.language = $1 and t.term = c.term and c.passages = 0
  )
  insert into retrieval_term (language, term, passages)
  select $1, term, passages from counted where passages > 0
  on conflict (language, term) do update set passages = excluded.passages`;
