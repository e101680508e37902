import { schemaName } from './identifier';

/**
 * Above this number of streams one lock on the whole log replaces the single ones: the lock table of the server is
 * finite (some 64 × max_connections entries for everybody together).
 */
const MANY_STREAMS = 400;

/**
 * Functions of one service's event log, so that an append is one round trip. Repeatable: run after every migration.
 *
 * `lock_streams` is called before the transaction has an id: whoever holds a stream's lock later then also has the
 * later id, so `(transaction id, position)` never inverts a stream. Sorted by lock number, so that two transactions
 * cannot wait for each other. Everybody shares the log's own lock; an append to very many streams takes that one
 * alone and exclusively.
 *
 * `append_events` numbers the events of batches and drops those whose id is known, here or earlier in the call.
 * Several batches of one stream follow each other; each checks its expectation (-1: none) against the one before. A
 * batch that is known as a whole is a retry and passes whatever it expected. Nothing is written when a batch is not
 * where its writer thought: its entry in `conflict` then says where the stream is. New facts of one stream, which is
 * nearly every append, are written directly; `append_batches` is the general way. Plans are made once a connection, for
 * making them takes longer than an append, and often before the log has grown: hence never by sequential scan.
 */
export function eventStoreFunctions(schema: string): string {
  const s = schemaName(schema);
  return `
create or replace function ${s}.lock_streams(streams text[]) returns void language plpgsql as $$
begin
  if cardinality(streams) > ${MANY_STREAMS} then
    perform pg_advisory_xact_lock(hashtextextended('event-store/${s}', 0));
    return;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('event-store/${s}', 0));
  if cardinality(streams) = 1 then
    perform pg_advisory_xact_lock(hashtextextended('event-store/${s}/' || streams[1], 0));
  else
    perform pg_advisory_xact_lock(key)
    from (select distinct hashtextextended('event-store/${s}/' || stream, 0) as key
          from unnest(streams) as stream order by 1) as keys;
  end if;
end $$;

create or replace function ${s}.append_batches(
  batch_streams text[], batch_expected integer[],
  batches integer[], streams text[], ids text[], types text[], versions integer[], integrations boolean[], data text,
  occurred timestamptz[], correlations text[], causations text[], actors text[], traceparents text[],
  out fresh boolean[], out version integer[], out conflict integer[]
) language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  numbers integer[];
  sequences bigint[];
begin
  with batch as materialized (
    select n::integer as n, b.stream, b.expected
    from unnest(batch_streams, batch_expected) with ordinality as b(stream, expected, n)
  ), head as materialized (
    select one.stream, h.stream_version, h.sequence
    from (select distinct stream from batch) as one
    cross join lateral (select e.stream_version, e.sequence from ${s}.event e
                        where e.stream = one.stream order by e.stream_version desc limit 1) as h
  ), incoming as (
    select u.n, u.batch, u.stream, u.integration,
      known.id is null and row_number() over (partition by u.id order by u.n) = 1 as fresh
    from unnest(batches, streams, ids, integrations) with ordinality as u(batch, stream, id, integration, n)
    left join lateral (select e.id from ${s}.event e where e.id = u.id limit 1) as known on true
  ), numbered as materialized (
    select i.n, i.batch, i.fresh,
      coalesce(h.stream_version, 0) + count(*) filter (where i.fresh) over stream_so_far as number,
      coalesce(h.sequence, 0) + count(*) filter (where i.fresh and i.integration) over stream_so_far as sequence
    from incoming i left join head h on h.stream = i.stream
    window stream_so_far as (partition by i.stream order by i.n)
  ), size as (
    select batch, count(*) as total, count(*) filter (where fresh) as fresh from numbered group by batch
  ), verdict as (
    select b.n, b.expected, coalesce(z.total, 0) as total, coalesce(z.fresh, 0) as fresh,
      coalesce(h.stream_version, 0) + sum(coalesce(z.fresh, 0)) over (partition by b.stream order by b.n) as after
    from batch b left join size z on z.batch = b.n left join head h on h.stream = b.stream
  )
  select e.fresh, e.numbers, e.sequences, v.version, v.conflict
  into append_batches.fresh, numbers, sequences, append_batches.version, append_batches.conflict
  from (select array_agg(fresh order by n) as fresh, array_agg(number order by n) as numbers,
          array_agg(sequence order by n) as sequences from numbered) as e,
    (select array_agg(after order by n) as version,
       array_agg(case when expected >= 0 and not (fresh = 0 and total > 0) and expected <> after - fresh
                      then after - fresh end order by n) as conflict from verdict) as v;

  if array_remove(append_batches.conflict, null) <> '{}' then
    return;
  end if;
  -- Rows of unnest come in the order of the arrays, and identity values are drawn in that order.
  insert into ${s}.event (stream, stream_version, sequence, integration, id, type, version, data, occurred_at,
    correlation_id, causation_id, actor, traceparent)
  select u.stream, u.number, u.sequence, u.integration, u.id, u.type, u.version, u.data, u.occurred,
    u.correlation, u.causation, u.actor, u.traceparent
  from unnest(streams, numbers, sequences, integrations, ids, types, versions,
      string_to_array(data, chr(31))::json[], occurred, correlations, causations, actors, traceparents,
      append_batches.fresh)
    as u(stream, number, sequence, integration, id, type, version, data, occurred, correlation, causation, actor,
      traceparent, fresh)
  where u.fresh;
end $$;

create or replace function ${s}.append_events(
  take_locks boolean, batch_streams text[], batch_expected integer[],
  batches integer[], streams text[], ids text[], types text[], versions integer[], integrations boolean[], data text,
  occurred timestamptz[], correlations text[], causations text[], actors text[], traceparents text[],
  out fresh boolean[], out version integer[], out conflict integer[]
) language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  head_version integer;
  head_sequence bigint;
begin
  if take_locks then
    perform ${s}.lock_streams(batch_streams);
  end if;
  -- Mostly these are new facts of one stream: numbered at once, for asking the general way costs more than writing.
  if cardinality(batch_streams) = 1 and cardinality(ids) > 0 and (cardinality(ids) = 1
        or (select count(distinct id) = cardinality(ids) and bool_and(integration)
            from unnest(ids, integrations) as u(id, integration)))
      and not exists (select from ${s}.event e where e.id = any(ids)) then
    select e.stream_version, e.sequence into head_version, head_sequence from ${s}.event e
    where e.stream = batch_streams[1] order by e.stream_version desc limit 1;
    head_version := coalesce(head_version, 0);
    head_sequence := coalesce(head_sequence, 0);
    version := array[head_version + cardinality(ids)];
    conflict := array[case when batch_expected[1] >= 0 and batch_expected[1] <> head_version then head_version end];
    if conflict[1] is not null then
      return;
    end if;
    fresh := array_fill(true, array[cardinality(ids)]);
    if cardinality(ids) = 1 then
      insert into ${s}.event (stream, stream_version, sequence, integration, id, type, version, data, occurred_at,
        correlation_id, causation_id, actor, traceparent)
      values (streams[1], head_version + 1, head_sequence + integrations[1]::integer, integrations[1], ids[1],
        types[1], versions[1], data::json, occurred[1], correlations[1], causations[1], actors[1], traceparents[1]);
    else
      insert into ${s}.event (stream, stream_version, sequence, integration, id, type, version, data, occurred_at,
        correlation_id, causation_id, actor, traceparent)
      select streams[1], head_version + u.n, head_sequence + u.n, true, u.id, u.type, u.version, u.data, u.occurred,
        u.correlation, u.causation, u.actor, u.traceparent
      from unnest(ids, types, versions, string_to_array(data, chr(31))::json[], occurred, correlations, causations,
          actors, traceparents) with ordinality
        as u(id, type, version, data, occurred, correlation, causation, actor, traceparent, n);
    end if;
    return;
  end if;
  select b.fresh, b.version, b.conflict into append_events.fresh, append_events.version, append_events.conflict
  from ${s}.append_batches(batch_streams, batch_expected, batches, streams, ids, types, versions, integrations, data,
    occurred, correlations, causations, actors, traceparents) as b;
end $$;`;
}
