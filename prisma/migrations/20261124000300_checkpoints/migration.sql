-- How far each projection has read the log.
create table checkpoints (
  name     text   not null,
  position bigint not null default 0,
  constraint checkpoints_pkey primary key (name)
);
