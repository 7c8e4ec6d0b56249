-- The role that Longshore runs as. It may work with every table made from here on; what it may not do to the log
-- is taken away where the log is made. Roles belong to the whole server, so another database may have made it already.
do $$
begin
  if not exists (select from pg_roles where rolname = 'longshore_app') then
    create role longshore_app nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database on this server is being migrated at the same time
end $$;

-- Connections log in as the owner and take the role at once, which asks for membership unless a superuser logs in.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant longshore_app to %I', current_user);
  end if;
end $$;

grant usage on schema public to longshore_app;
alter default privileges in schema public grant select, insert, update, delete on tables to longshore_app;
alter default privileges in schema public grant usage, select on sequences to longshore_app;
