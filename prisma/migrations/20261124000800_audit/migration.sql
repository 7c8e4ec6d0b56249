-- Read model: who ran what. A row for each command that had an actor: jobs, also refused ones, signals to jobs, and tokens made and revoked.
--
-- `position` is that of the event that began it. What became of it later is told with the positions of the events that told it, so
-- that each row also says what was known at any earlier moment.
do $$
declare
  model text;
begin
  foreach model in array array['read_models', 'read_models_spare'] loop
    perform set_config('search_path', model || ', public', true);

    create table audit (
      position       bigint         not null primary key,
      time           timestamptz(3) not null,
      actor          text           collate "C" not null,
      actor_kind     text           collate "C" not null,
      token          text           collate "C",
      source_address text           collate "C",
      user_agent     text           collate "C",
      name           text           collate "C" not null,
      host           text           collate "C",
      -- The job that it is or, for a signal, that it was sent to; the first row of a job is the job itself.
      job            uuid,
      parent         text           collate "C",
      -- Null where it is the job's id.
      correlation    text           collate "C",
      -- Where it began to run, was handed back to the queue, began again, and so on in turn.
      turns          bigint[]       not null,
      started_at     timestamptz(3),
      -- From here on null while it has not ended.
      ended          bigint,
      ended_at       timestamptz(3),
      outcome        text           collate "C",
      status         smallint,
      signal         text           collate "C",
      error_code     text           collate "C",
      error_message  text
    ) with (fillfactor = 90);
    create index audit_time_idx on audit (time);
    create index audit_actor_position_idx on audit (actor, position);
    create index audit_source_address_position_idx on audit (source_address, position) where source_address is not null;
    create index audit_name_position_idx on audit (name, position);
    create index audit_host_position_idx on audit (host, position) where host is not null;
    create index audit_outcome_position_idx on audit (outcome, position) where outcome is not null;
    create index audit_job_position_idx on audit (job, position) where job is not null;
    create index audit_parent_position_idx on audit (parent, position) where parent is not null;
    create index audit_correlation_position_idx on audit (correlation, position) where correlation is not null;
    -- What had not ended at a position.
    create index audit_unended_idx on audit using gist (int8range(position, ended));

    -- What was asked, and the words in it that a search finds. Never changed.
    create table audit_arguments (
      position bigint   not null primary key,
      args     jsonb    not null,
      words    tsvector not null
    );
    create index audit_arguments_words_idx on audit_arguments using gin (words);

    -- What it named, known from its first event on, and what it made, known from its last.
    create table audit_targets (
      position bigint not null,
      kind     text   collate "C" not null,
      ref      text   collate "C" not null,
      known    bigint not null,
      primary key (position, kind, ref)
    );
    create index audit_targets_ref_position_idx on audit_targets (ref, position);
  end loop;
  perform set_config('search_path', 'public', true);
end $$;
