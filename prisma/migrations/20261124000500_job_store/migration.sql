-- What jobs wrote to stdout and stderr, in order.
create table job_output (
  job          uuid    not null,
  start        bigint  not null,
  stream       text    not null,
  stream_start bigint  not null,
  length       integer not null,
  encoding     text    not null,
  bytes        bytea   not null,
  constraint job_output_pkey primary key (job, start),
  constraint job_output_stream_check check (stream in ('stdout', 'stderr')),
  constraint job_output_encoding_check check (encoding in ('none', 'zstd'))
);
-- The bytes come compressed where that helps.
alter table job_output alter column bytes set storage external;

-- The stdin of jobs, by digest.
create table blobs (
  digest     text           not null,
  size       bigint         not null,
  upload     uuid           not null,
  created_at timestamptz(3) not null default current_timestamp,
  constraint blobs_pkey primary key (digest)
);
create unique index blobs_upload_key on blobs (upload);

create table blob_chunks (
  upload uuid    not null,
  seq    integer not null,
  bytes  bytea   not null,
  constraint blob_chunks_pkey primary key (upload, seq)
);
alter table blob_chunks alter column bytes set storage external;

-- Secrets of live jobs, sealed with a key that no store holds.
create table job_secrets (
  job    uuid    not null,
  seq    integer not null,
  sealed bytea   not null,
  constraint job_secrets_pkey primary key (job, seq)
);

-- Which workers live.
create table worker_leases (
  worker  text           not null,
  seen_at timestamptz(3) not null,
  constraint worker_leases_pkey primary key (worker)
);
