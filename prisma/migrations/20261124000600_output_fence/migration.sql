-- The newest start that writes a job's output, once there was more than one: what older ones still write is dropped.
create table job_output_fences (
  job   uuid    not null,
  epoch integer not null,
  constraint job_output_fences_pkey primary key (job)
);

-- The start that wrote a row: of two rows at one offset the newer start's stays.
alter table job_output add column epoch integer not null default 1;
