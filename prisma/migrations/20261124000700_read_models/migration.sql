-- Read models that hold time. Each `…_versions` row tells what something was, and `valid` the positions of the log in which that
-- was so: its lower bound is the position of the fact that made it so, an open upper bound means that it still is.
--
-- What was so at a moment is found by the indexes with `valid`. The constraints that keep the versions of one thing apart have the range as
-- an expression instead: their indexes begin with the thing, and the planner, which cannot tell the two kinds apart by cost, would walk one from
-- end to end for a moment. What is so now is found by the indexes `…_open_idx`: the projection asks for nothing else.
--
-- They stand in a schema of their own, and once more, empty, in a spare one: a rebuild fills the spare one while the other is read, and
-- then both change names.
create extension if not exists btree_gist;

-- `jobs` moves here: it is a read model too, and is rebuilt with the others.
drop table jobs;

do $$
declare
  model text;
begin
  foreach model in array array['read_models', 'read_models_spare'] loop
    execute format('create schema %I', model);
    execute format('grant usage on schema %I to longshore_app', model);
    execute format(
      'alter default privileges in schema %I grant select, insert, update, delete, truncate on tables to longshore_app', model);
    perform set_config('search_path', model || ', public', true);

    -- Each job as its events tell it.
    create table jobs (
      id           uuid           not null primary key,
      pid          bigint         not null,
      name         text           not null,
      host         text           not null,
      actor        text           not null,
      state        text           not null,
      submitted_at timestamptz(3) not null,
      job          jsonb          not null
    );
    create unique index jobs_pid_key on jobs (pid);
    create index jobs_actor_pid_idx on jobs (actor, pid);
    create index jobs_name_pid_idx on jobs (name, pid);
    create index jobs_host_pid_idx on jobs (host, pid);
    create index jobs_state_pid_idx on jobs (state, pid);
    create index jobs_submitted_at_idx on jobs (submitted_at);

    -- What facts are about. `entity` is the position of the first fact about it: a serial number.
    create table entities (
      entity bigint not null primary key,
      kind   text   collate "C" not null,
      host   text   collate "C" not null,
      id     text   collate "C" not null
    );
    create unique index entities_kind_host_id_key on entities (kind, host, id);
    create index entities_kind_id_idx on entities (kind, id);

    -- Every fact, and what caused it: `job`, `host` or `drift`.
    create table facts (
      position bigint not null primary key,
      entity   bigint not null,
      kind     text   collate "C" not null,
      host     text   collate "C" not null,
      type     text   collate "C" not null,
      cause    text   collate "C" not null,
      job      uuid
    );
    create index facts_entity_position_idx on facts (entity, position);
    create index facts_image_created_idx on facts (entity, position) where type = 'ImageCreated';
    create index facts_job_position_idx on facts (job, position) where job is not null;
    create index facts_drift_host_kind_position_idx on facts (host, kind, position) where cause = 'drift';

    -- Where each bulky detail stands in the log.
    create table contents (
      digest   text   collate "C" not null primary key,
      position bigint not null
    );

    create table container_versions (
      entity       bigint    not null,
      host         text      collate "C" not null,
      valid        int8range not null,
      name         text      collate "C" not null,
      image        text      collate "C" not null,
      state        text      collate "C" not null,
      network_mode text      collate "C" not null,
      constraint container_versions_do_not_overlap
        exclude using gist (entity with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index container_versions_moment_idx on container_versions using gist (host, valid);
    create index container_versions_open_idx on container_versions (entity) where upper_inf(valid);
    create index container_versions_name_entity_idx on container_versions (name, entity);
    create index container_versions_image_start_idx on container_versions (image, lower(valid));

    -- A container's places on networks; a row for as long as the place was the same.
    create table endpoint_versions (
      entity       bigint    not null,
      host         text      collate "C" not null,
      valid        int8range not null,
      network      text      collate "C" not null,
      network_name text      collate "C" not null,
      ipv4         inet,
      ipv6         inet,
      mac          text,
      constraint endpoint_versions_do_not_overlap
        exclude using gist (entity with =, network_name with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index endpoint_versions_member_idx on endpoint_versions using gist (network, valid);
    create index endpoint_versions_open_idx on endpoint_versions (entity) where upper_inf(valid);
    create index endpoint_versions_ipv4_start_idx on endpoint_versions (host, ipv4, lower(valid)) where ipv4 is not null;
    create index endpoint_versions_ipv6_start_idx on endpoint_versions (host, ipv6, lower(valid)) where ipv6 is not null;

    -- Ports of a host: published by a container that runs, or claimed by one that would publish them if it ran.
    create table port_versions (
      entity         bigint    not null,
      host           text      collate "C" not null,
      valid          int8range not null,
      protocol       text      collate "C" not null,
      ip             text      collate "C" not null,
      port           integer   not null,
      container_port integer   not null,
      published      boolean   not null,
      constraint port_versions_do_not_overlap
        exclude using gist (entity with =, port with =, container_port with =, protocol with =, ip with =,
          int8range(lower(valid), upper(valid)) with &&)
    );
    create index port_versions_moment_idx on port_versions using gist (host, valid);
    create index port_versions_open_idx on port_versions (entity) where upper_inf(valid);

    -- Volumes that containers have mounted.
    create table mount_versions (
      entity bigint    not null,
      host   text      collate "C" not null,
      valid  int8range not null,
      volume text      collate "C" not null,
      constraint mount_versions_do_not_overlap
        exclude using gist (entity with =, volume with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index mount_versions_volume_moment_idx on mount_versions using gist (volume, valid);
    create index mount_versions_open_idx on mount_versions (entity) where upper_inf(valid);

    create table image_versions (
      entity   bigint    not null,
      host     text      collate "C" not null,
      valid    int8range not null,
      image    text      collate "C" not null,
      parent   text      collate "C",
      detail   text      collate "C" not null,
      size     bigint    not null,
      constraint image_versions_do_not_overlap
        exclude using gist (entity with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index image_versions_moment_idx on image_versions using gist (host, valid);
    create index image_versions_open_idx on image_versions (entity) where upper_inf(valid);
    create index image_versions_parent_idx on image_versions (parent) where parent is not null;
    create index image_versions_detail_idx on image_versions (detail);

    -- The Repository: what each name pointed at.
    create table tag_versions (
      host  text      collate "C" not null,
      valid int8range not null,
      name  text      collate "C" not null,
      image text      collate "C" not null,
      constraint tag_versions_do_not_overlap
        exclude using gist (host with =, name with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index tag_versions_moment_idx on tag_versions using gist (host, valid);
    create index tag_versions_open_idx on tag_versions (host, name) where upper_inf(valid);
    create index tag_versions_name_start_idx on tag_versions (name, lower(valid));
    create index tag_versions_image_end_idx on tag_versions (image, upper(valid));

    -- The layers of images, by the images' detail; they never change.
    create table layers (
      detail      text    collate "C" not null,
      index       integer not null,
      diff_id     text    collate "C" not null,
      chain_id    text    collate "C" not null,
      size        bigint  not null,
      instruction text,
      primary key (detail, index)
    );
    create index layers_chain_id_idx on layers (chain_id);

    create table network_versions (
      entity bigint    not null,
      host   text      collate "C" not null,
      valid  int8range not null,
      name   text      collate "C" not null,
      driver text      collate "C" not null,
      constraint network_versions_do_not_overlap
        exclude using gist (entity with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index network_versions_moment_idx on network_versions using gist (host, valid);
    create index network_versions_open_idx on network_versions (entity) where upper_inf(valid);
    create index network_versions_name_entity_idx on network_versions (name, entity);

    create table volume_versions (
      entity bigint    not null,
      host   text      collate "C" not null,
      valid  int8range not null,
      name   text      collate "C" not null,
      driver text      collate "C" not null,
      constraint volume_versions_do_not_overlap
        exclude using gist (entity with =, int8range(lower(valid), upper(valid)) with &&)
    );
    create index volume_versions_moment_idx on volume_versions using gist (host, valid);
    create index volume_versions_open_idx on volume_versions (entity) where upper_inf(valid);
    create index volume_versions_name_entity_idx on volume_versions (name, entity);
  end loop;
  perform set_config('search_path', 'public', true);
end $$;

-- A version that ends leaves behind one that did not, and whoever looks for what holds now comes across it until it is cleared away: so that
-- is done by the number of changes, however many versions there are.
do $$
declare
  versions regclass;
begin
  for versions in
    select c.oid from pg_class c
    where c.relnamespace in ('read_models'::regnamespace, 'read_models_spare'::regnamespace) and c.relname like '%\_versions'
  loop
    execute format('alter table %s set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)', versions);
  end loop;
end $$;

-- Rebuilding. The application may not make or drop anything itself: these functions do it with their owner's rights, in the spare schema alone.

-- Empties the spare read models and takes away their indexes but the primary keys: tables without them are filled several times faster.
create function clear_spare_read_models() returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  spare record;
begin
  for spare in
    select r.oid::regclass as name from pg_class r where r.relnamespace = 'read_models_spare'::regnamespace and r.relkind = 'r'
  loop
    execute format('truncate %s', spare.name);
  end loop;
  for spare in
    select c.conrelid::regclass as of, c.conname as name from pg_constraint c
    where c.connamespace = 'read_models_spare'::regnamespace and c.contype in ('u', 'x')
  loop
    execute format('alter table %s drop constraint %I', spare.of, spare.name);
  end loop;
  for spare in
    select i.indexrelid::regclass as name from pg_index i join pg_class r on r.oid = i.indrelid
    where r.relnamespace = 'read_models_spare'::regnamespace and not i.indisprimary
  loop
    execute format('drop index %s', spare.name);
  end loop;
end $$;

-- Gives a spare read model the indexes and constraints that the one in use has.
create function index_spare_read_model(model text) returns void
  language plpgsql security definer set search_path = public, pg_temp set maintenance_work_mem = '128MB' set max_parallel_maintenance_workers = 0 as $$
declare
  spare regclass := format('read_models_spare.%I', model)::regclass;
  used  record;
begin
  for used in
    select pg_get_indexdef(i.indexrelid) as definition, c.conname as name, pg_get_constraintdef(c.oid) as as_constraint
    from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
    where i.indrelid = format('read_models.%I', model)::regclass and not i.indisprimary
    order by i.indexrelid
  loop
    execute case
      when used.name is null then replace(used.definition, ' ON read_models.', ' ON read_models_spare.')
      else format('alter table %s add constraint %I %s', spare, used.name, used.as_constraint)
    end;
  end loop;
  execute format('analyze %s', spare);
end $$;

-- Exchanges the read models with the spare ones, for all readers at one moment.
create function exchange_read_models() returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  alter schema read_models rename to read_models_exchanged;
  alter schema read_models_spare rename to read_models;
  alter schema read_models_exchanged rename to read_models_spare;
end $$;

revoke all on function clear_spare_read_models(), index_spare_read_model(text), exchange_read_models() from public;
grant execute on function clear_spare_read_models(), index_spare_read_model(text), exchange_read_models() to longshore_app;

-- The first row of a read model that is not in its spare one, or the other way round; none when both have the same rows.
create function difference_of_read_model(model text) returns table (stands_in text, told jsonb)
  language plpgsql set work_mem = '64MB' as $$
begin
  return query execute format(
    'select * from (
       select ''read_models'', to_jsonb(d) from (table read_models.%1$I except all table read_models_spare.%1$I) d
       union all
       select ''read_models_spare'', to_jsonb(d) from (table read_models_spare.%1$I except all table read_models.%1$I) d
     ) as differences (stands_in, told)
     order by told limit 1', model);
end $$;

-- The last position that was recorded by then, 0 when none was. Times of the log follow its positions, but for the few
-- milliseconds by which the clocks of two processes may differ.
create function position_at(moment timestamptz) returns bigint
  language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  low    bigint := 0;
  high   bigint := coalesce((select e.position from events e order by e.position desc limit 1), 0);
  middle bigint;
  found  record;
begin
  while low < high loop
    middle := low + (high - low + 1) / 2;
    -- the first at or after the middle: an old range of the log may have been detached
    select e.position, e.time into found from events e where e.position >= middle order by e.position limit 1;
    if found.time <= moment then
      low := found.position;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end $$;
