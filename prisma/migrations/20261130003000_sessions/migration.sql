-- Sessions of browsers. What a browser sends is kept as its hash alone: who reads this table can sign in as nobody.
create table sessions (
  hash       bytea          not null,
  token      uuid           not null,
  expires_at timestamptz(3) not null,
  constraint sessions_pkey primary key (hash)
);

create index sessions_expires_at_idx on sessions (expires_at);
