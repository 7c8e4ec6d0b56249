-- Appends a batch of units, each all or nothing and none dependent on another's success, and answers with a row per unit.
--
-- A lock held until the commit makes positions gapless and their order the order of commit. Every statement below
-- sees what was committed before the lock was granted, which is true at isolation level read committed only.
--
-- `streams` names each stream of the batch once; all other arrays have an element per event, in order:
-- its unit (1, 2, …), its stream's place in `streams`, the version its stream must have before it (null: any), and what to record.
--
-- outcome is
--   recorded   at first_position and on, with these versions
--   repeated   all ids of the unit were recorded before
--   id-taken   some ids were recorded before, others not; nothing was recorded
--   conflict   `stream` stands at `actual`, not at the version expected; nothing was recorded
create function append_events(
  streams text[], units integer[], stream_numbers integer[], expected integer[],
  ids uuid[], types text[], times timestamptz[], bodies text[]
) returns table (unit integer, outcome text, first_position bigint, versions integer[], stream text, actual integer)
  language plpgsql
  -- Plans are made once a session, and made to look things up by index: one that was best while the log was small must
  -- not scan it, nor sort a stream, when it is large.
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off
  set enable_sort = off
as $$
#variable_conflict use_column
declare
  last_position   bigint;
  last_hash       bytea;
  stream_versions integer[]; -- per stream, after the units accepted so far
  before_unit     integer[];
  recorded_before boolean[];
  positions       bigint[]  := array_fill(null::bigint, array[cardinality(ids)]); -- null: of a unit that is not recorded
  event_versions  integer[] := array_fill(null::integer, array[cardinality(ids)]);
  hashes          bytea[]   := array_fill(null::bytea, array[cardinality(ids)]);
  first           integer   := 1; -- the unit's first event
  past            integer;        -- the first event past the unit
  repeated        integer;
  number          integer;
begin
  if (select count(*) <> count(distinct id) from unnest(ids) as given (id)) then
    raise exception 'an event id occurs twice in one batch' using errcode = 'invalid_parameter_value';
  end if;

  perform pg_advisory_xact_lock(7300);

  select e.position, e.hash into last_position, last_hash from events e order by e.position desc limit 1;
  last_position := coalesce(last_position, 0);
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  stream_versions := array(
    select coalesce((select e.version from events e where e.stream = s.name order by e.version desc limit 1), 0)
    from unnest(streams) with ordinality as s (name, n) order by s.n);
  recorded_before := array( -- not `exists`, which might be answered by collecting all ids of the log first
    select coalesce((select true from events e where e.id = i.id limit 1), false)
    from unnest(ids) with ordinality as i (id, n) order by i.n);

  while first <= cardinality(ids) loop
    unit := units[first];
    before_unit := stream_versions;
    outcome := 'recorded';
    stream := null;
    actual := null;
    repeated := 0;
    past := first;
    while past <= cardinality(ids) and units[past] = unit loop
      number := stream_numbers[past];
      repeated := repeated + recorded_before[past]::integer;
      if outcome = 'recorded' and stream_versions[number] <> expected[past] then
        outcome := 'conflict';
        stream := streams[number];
        actual := stream_versions[number];
      end if;
      stream_versions[number] := stream_versions[number] + 1;
      event_versions[past] := stream_versions[number];
      past := past + 1;
    end loop;
    if repeated > 0 then
      outcome := case when repeated = past - first then 'repeated' else 'id-taken' end;
    end if;

    if outcome = 'recorded' then
      first_position := last_position + 1;
      versions := event_versions[first : past - 1];
      for i in first .. past - 1 loop
        last_position := last_position + 1;
        last_hash := sha256(
          last_hash || int8send(last_position) || int4send(event_versions[i]) || convert_to(bodies[i], 'UTF8'));
        positions[i] := last_position;
        hashes[i] := last_hash;
      end loop;
    else
      first_position := null;
      versions := null;
      stream_versions := before_unit;
    end if;
    return next;
    first := past;
  end loop;

  if to_regclass('public.events_p' || (last_position / 10000000 + 1)) is null then
    perform make_events_partition(last_position / 10000000);
    perform make_next_events_partition(last_position / 10000000 + 1);
  end if;
  insert into events (position, stream, version, id, type, time, body, hash)
  select e.position, streams[e.number], e.version, e.id, e.type, e.time, e.body, e.hash
  from unnest(positions, stream_numbers, event_versions, ids, types, times, bodies, hashes)
    as e (position, number, version, id, type, time, body, hash)
  where e.position is not null;
  if found then
    -- Says of which types, so that a reader of others need not look.
    perform pg_notify('events', (
      select string_agg(distinct e.type, ' ')
      from unnest(positions, types) as e (position, type) where e.position is not null));
  end if;
end $$;
