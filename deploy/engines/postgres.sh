#!/bin/sh
# Starts PostgreSQL with DocumentDB. A data folder appears whole: a first start that is killed leaves none.
set -eu
programs=/usr/lib/postgresql/18/bin
if [ ! -d /data/data ]; then
  rm -rf /data/fresh
  "$programs/initdb" -D /data/fresh --username=postgres --auth=trust --encoding=UTF8 --locale=C >/dev/null
  cat >>/data/fresh/postgresql.conf <<'SETTINGS'
listen_addresses = '*'
unix_socket_directories = '/tmp'
shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb'
cron.database_name = 'postgres'
log_min_messages = 'fatal'
SETTINGS
  echo 'host all all all trust' >>/data/fresh/pg_hba.conf
  echo 'CREATE EXTENSION IF NOT EXISTS documentdb CASCADE;' | "$programs/postgres" --single -D /data/fresh postgres >/dev/null
  mv /data/fresh /data/data
fi
exec "$programs/postgres" -D /data/data
