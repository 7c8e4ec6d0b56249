-- Read model: each job as its events tell it. Dropped and rebuilt from the log at will.
create table jobs (
  id           uuid           not null,
  pid          bigint         not null,
  name         text           not null,
  host         text           not null,
  actor        text           not null,
  state        text           not null,
  submitted_at timestamptz(3) not null,
  job          jsonb          not null,
  constraint jobs_pkey primary key (id)
);

create unique index jobs_pid_key on jobs (pid);
create index jobs_actor_pid_idx on jobs (actor, pid);
create index jobs_name_pid_idx on jobs (name, pid);
create index jobs_host_pid_idx on jobs (host, pid);
create index jobs_state_pid_idx on jobs (state, pid);
create index jobs_submitted_at_idx on jobs (submitted_at);
