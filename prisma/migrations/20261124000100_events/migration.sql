-- The append-only log, partitioned by position so that old ranges can be detached.
create table events (
  position bigint         not null,
  stream   text           collate "C" not null,
  version  integer        not null,
  id       uuid           not null,
  type     text           collate "C" not null,
  time     timestamptz(3) not null,
  body     text           not null,
  hash     bytea          not null,
  constraint events_pkey primary key (position)
) partition by range (position);

create index events_stream_version_idx on events (stream, version);
create index events_id_idx on events (id);
create index events_type_position_idx on events (type, position);

-- Append-only by rights …
revoke all on events from longshore_app;
grant select, insert on events to longshore_app;

-- … and by trigger, also for those whom no right stops. `always`: session_replication_role does not lift it either.
create function refuse_change_of_events() returns trigger language plpgsql as $$
begin
  raise exception 'events are append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege', hint = 'Record a new event that says what changed.';
end $$;

create trigger events_append_only before update or delete or truncate on events
  for each statement execute function refuse_change_of_events();
alter table events enable always trigger events_append_only;

-- Makes the partition that holds positions n × 10,000,000 … (n + 1) × 10,000,000 − 1, unless it is there.
--
-- It runs with its owner's rights, since the application may not make tables. A statement trigger of the parent does
-- not see statements on a partition, so each has its own. `attach` lets readers of the log go on; `partition of` would not.
create function make_events_partition(n bigint) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  name text := 'events_p' || n;
begin
  if to_regclass('public.' || name) is not null then
    return;
  end if;
  execute format('create table %I (like events including all)', name);
  execute format('revoke all on %I from longshore_app', name);
  execute format(
    'create trigger events_append_only before update or delete or truncate on %I
       for each statement execute function refuse_change_of_events()', name);
  execute format('alter table %I enable always trigger events_append_only', name);
  execute format('alter table events attach partition %I for values from (%s) to (%s)',
    name, n * 10000000, (n + 1) * 10000000);
end $$;

revoke all on function make_events_partition(bigint) from public;
grant execute on function make_events_partition(bigint) to longshore_app;

-- Makes a partition ahead of need, so that nobody has to wait for it then. While maintenance holds the table it does
-- nothing: a later append will.
create function make_next_events_partition(n bigint) returns void
  language plpgsql set lock_timeout = '100ms' as $$
begin
  if to_regclass('public.events_p' || n) is null then
    perform make_events_partition(n);
  end if;
exception when lock_not_available then
  null;
end $$;

select make_events_partition(0);
select make_next_events_partition(1);
