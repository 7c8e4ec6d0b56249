-- How many heavy jobs a worker runs at once, by host.
alter table worker_leases add column slots jsonb not null default '{}';
