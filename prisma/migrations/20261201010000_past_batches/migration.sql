-- Finds the batches of a name, the newest first: how long their builds took says how long those of the next one will.
do $$
declare
  model text;
begin
  foreach model in array array['read_models', 'read_models_spare'] loop
    execute format(
      'create index jobs_batch_name_pid_idx on %I.jobs ((job -> ''args'' ->> ''name''), pid) where name = ''batch''', model);
  end loop;
end $$;
