-- A rebuild makes primary keys at the end too, like all other indexes: kept while rows come in, they cost twice as much, and most of the WAL.

-- Empties the spare read models and takes away their indexes, but that of the jobs by their ids: a rebuild looks for jobs by it.
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
  execute format('analyze %s', spare);
end $$;
