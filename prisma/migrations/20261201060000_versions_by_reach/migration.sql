-- Versions are found, and kept apart, by btree indexes alone: those by GiST took most of a rebuild's time, and of the projection's.
--
-- What held at a position is found by how long it held. A version has a *reach*: the smallest power of four that is no less than its length, and no
-- end of numbers while it has no end. One of some reach that held at a position began at most so far before it, and of those that
-- began there at least a quarter still hold, as a rule: so a short stretch of the index for each of the 22 reaches finds all, however long the log is.

-- All reaches there are.
create function version_reaches() returns bigint[] language sql immutable parallel safe
  return '{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, 4294967296,
    17179869184, 68719476736, 274877906944, 1099511627776, 9223372036854775807}'::bigint[];

-- Where a version ends; at no position that a log reaches while it has no end.
create function version_end(valid int8range) returns bigint language sql immutable parallel safe
  return coalesce(upper(valid), 9223372036854775807);

create function version_reach(valid int8range) returns bigint language sql immutable parallel safe
  return (version_reaches())[1 + width_bucket(coalesce(upper(valid), 9223372036854775807) - lower(valid) - 1, version_reaches())];

-- Refuses versions of one thing that overlap, as an exclusion constraint would; its argument is the columns that tell one thing from another.
--
-- Among versions in the order in which they begin, two overlap only if two neighbours do. One transaction at a time writes to a table of
-- versions, and this sees what the ones before it have committed, which is true at isolation level read committed only.
create function refuse_overlaps() returns trigger language plpgsql as $$
declare
  same_thing text := (select string_agg(format('v.%1$s = changed.%1$s', key), ' and ') from unnest(string_to_array(tg_argv[0], ', ')) as key);
  overlap    jsonb;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'versions are written at isolation level read committed' using errcode = 'feature_not_supported';
  end if;
  perform pg_advisory_xact_lock(7302, hashoid(tg_relid));
  execute format(
    'select to_jsonb(changed) from changed
     where lower(changed.valid) is null
        or (select v.valid && changed.valid from %1$s v
            where %2$s and lower(v.valid) < lower(changed.valid) order by lower(v.valid) desc limit 1)
        or (select v.valid && changed.valid from %1$s v
            where %2$s and lower(v.valid) > lower(changed.valid) order by lower(v.valid) limit 1)
     limit 1', tg_relid::regclass, same_thing) into overlap;
  if overlap is not null then
    raise exception 'a version in % overlaps another one: %', tg_relid::regclass, overlap using errcode = 'exclusion_violation';
  end if;
  return null;
end $$;

-- Gives a table of versions the triggers that refuse versions which overlap, and refuses those that there are.
create function keep_versions_apart(versions regclass, thing text) returns void language plpgsql as $$
declare
  is_overlap boolean;
begin
  execute format(
    'create trigger new_versions_do_not_overlap after insert on %s
       referencing new table as changed for each statement execute function refuse_overlaps(%L)', versions, thing);
  execute format(
    'create trigger changed_versions_do_not_overlap after update on %s
       referencing new table as changed for each statement execute function refuse_overlaps(%L)', versions, thing);
  execute format('alter table %s enable always trigger new_versions_do_not_overlap', versions);
  execute format('alter table %s enable always trigger changed_versions_do_not_overlap', versions);
  execute format(
    'select true from (
       select lower(valid) is null or valid && lead(valid) over (partition by %s order by lower(valid)) as is_overlap from %s) as versions
     where is_overlap limit 1', thing, versions) into is_overlap;
  if is_overlap then
    raise exception 'versions in % overlap', versions using errcode = 'exclusion_violation';
  end if;
end $$;
revoke all on function keep_versions_apart(regclass, text) from public;

do $$
declare
  model text;
  kind  record;
begin
  foreach model in array array['read_models', 'read_models_spare'] loop
    perform set_config('search_path', model || ', public', true);
    for kind in
      select * from (values
        ('container_versions', 'entity'),
        ('endpoint_versions', 'entity, network_name'),
        ('image_versions', 'entity'),
        ('mount_versions', 'entity, volume'),
        ('network_versions', 'entity'),
        ('port_versions', 'entity, port, container_port, protocol, ip'),
        ('tag_versions', 'host, name'),
        ('volume_versions', 'entity')) as kinds (versions, thing)
    loop
      execute format('alter table %I drop constraint %I', kind.versions, kind.versions || '_do_not_overlap');
      execute format('create unique index %I on %I (%s, lower(valid))', kind.versions || '_start_key', kind.versions, kind.thing);
      perform keep_versions_apart(kind.versions::regclass, kind.thing);
    end loop;

    drop index container_versions_moment_idx, endpoint_versions_member_idx, image_versions_moment_idx, mount_versions_volume_moment_idx,
      network_versions_moment_idx, port_versions_moment_idx, tag_versions_moment_idx, volume_versions_moment_idx;
    create index container_versions_moment_idx on container_versions (host, version_reach(valid), lower(valid), version_end(valid));
    create index endpoint_versions_moment_idx on endpoint_versions (network, version_reach(valid), lower(valid), version_end(valid));
    create index image_versions_moment_idx on image_versions (host, version_reach(valid), lower(valid), version_end(valid));
    create index mount_versions_moment_idx on mount_versions (volume, version_reach(valid), lower(valid), version_end(valid));
    create index network_versions_moment_idx on network_versions (host, version_reach(valid), lower(valid), version_end(valid));
    create index port_versions_moment_idx on port_versions (host, version_reach(valid), lower(valid), version_end(valid));
    create index tag_versions_moment_idx on tag_versions (host, version_reach(valid), lower(valid), version_end(valid));
    create index volume_versions_moment_idx on volume_versions (host, version_reach(valid), lower(valid), version_end(valid));
  end loop;
  perform set_config('search_path', 'public', true);
end $$;

drop extension btree_gist;

-- Empties the spare read models and takes away their indexes, but that of the jobs by their ids, and what keeps versions apart.
create or replace function clear_spare_read_models() returns void
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
    where c.connamespace = 'read_models_spare'::regnamespace and c.contype in ('p', 'u', 'x') and c.conname <> 'jobs_pkey'
  loop
    execute format('alter table %s drop constraint %I', spare.of, spare.name);
  end loop;
  for spare in
    select i.indexrelid::regclass as name from pg_index i join pg_class r on r.oid = i.indrelid
    where r.relnamespace = 'read_models_spare'::regnamespace and not i.indisprimary
  loop
    execute format('drop index %s', spare.name);
  end loop;
  for spare in
    select t.tgrelid::regclass as of, t.tgname as name from pg_trigger t join pg_class r on r.oid = t.tgrelid
    where r.relnamespace = 'read_models_spare'::regnamespace and t.tgfoid = 'refuse_overlaps'::regproc
  loop
    execute format('drop trigger %I on %s', spare.name, spare.of);
  end loop;
end $$;

-- Gives a spare read model the indexes and constraints that the one in use has, and it has not.
create or replace function index_spare_read_model(model text) returns void
  language plpgsql security definer set search_path = public, pg_temp set maintenance_work_mem = '128MB' set max_parallel_maintenance_workers = 0 as $$
declare
  spare regclass := format('read_models_spare.%I', model)::regclass;
  used  record;
begin
  for used in
    select pg_get_indexdef(i.indexrelid) as definition, c.conname as name, pg_get_constraintdef(c.oid) as as_constraint
    from pg_index i join pg_class r on r.oid = i.indexrelid left join pg_constraint c on c.conindid = i.indexrelid
    where i.indrelid = format('read_models.%I', model)::regclass and to_regclass(format('read_models_spare.%I', r.relname)) is null
    order by i.indexrelid
  loop
    execute case
      when used.name is null then replace(used.definition, ' ON read_models.', ' ON read_models_spare.')
      else format('alter table %s add constraint %I %s', spare, used.name, used.as_constraint)
    end;
  end loop;
  for used in
    select replace(encode(t.tgargs, 'escape'), '\000', '') as thing from pg_trigger t
    where t.tgrelid = format('read_models.%I', model)::regclass and t.tgname = 'new_versions_do_not_overlap'
  loop
    perform keep_versions_apart(spare, used.thing);
  end loop;
  execute format('analyze %s', spare);
end $$;
