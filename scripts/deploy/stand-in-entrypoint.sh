#!/bin/sh
# The entrypoint of the stand-ins for the images `postgres` and `redis`: as much of theirs as docker-compose.yml uses.
# First a database is made, where there is none; then the server runs, as an account of its own.
set -eu

as() { account=$1; shift; exec setpriv --reuid="$account" --regid="$account" --init-groups "$@"; }

case "$1" in
  postgres)
    data=/var/lib/postgresql/docker
    if [ ! -s "$data/PG_VERSION" ]; then
      install -d -o postgres -g postgres -m 700 "$data"
      password=$(mktemp)
      cat "$POSTGRES_PASSWORD_FILE" > "$password"
      chown postgres "$password"
      # shellcheck disable=SC2086 # the arguments are words
      (as postgres initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile="$password" --auth-host=scram-sha-256 --auth-local=trust $POSTGRES_INITDB_ARGS)
      rm "$password"
      echo 'host all all all scram-sha-256' >> "$data/pg_hba.conf"
      echo "create database \"$POSTGRES_DB\"" | (as postgres postgres --single -D "$data" postgres)
    fi
    install -d -o postgres /run/postgresql
    shift
    as postgres postgres -D "$data" -c 'listen_addresses=*' "$@"
    ;;
  redis-server)
    chown redis: .
    as redis "$@"
    ;;
  *) exec "$@" ;;
esac
