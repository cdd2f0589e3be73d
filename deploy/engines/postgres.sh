#!/bin/sh
# Starts PostgreSQL with DocumentDB. A data folder appears whole: a first start that is killed leaves none. MongoDB's users are this
# server's roles: one for each file NAME_PASSWORD in /run/secrets, with that password from this start on; ROOT_PASSWORD is that of postgres.
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
  echo 'CREATE EXTENSION IF NOT EXISTS documentdb CASCADE;' | "$programs/postgres" --single -D /data/fresh postgres >/dev/null
  mv /data/fresh /data/data
fi
# DocumentDB connects to its own server, by these addresses
cat >/data/data/pg_hba.conf <<'ACCESS'
local all all trust
host all all 127.0.0.1/32 trust
host all all ::1/128 trust
host all all all scram-sha-256
ACCESS
for file in /run/secrets/*_PASSWORD; do
  user=$(basename "$file" _PASSWORD | tr A-Z a-z)
  [ "$user" = root ] && user=postgres
  password=$(sed "s/'/''/g" "$file")
  echo "DO \$\$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$user') THEN CREATE ROLE \"$user\"; GRANT documentdb_admin_role TO \"$user\"; END IF; END\$\$"
  echo "ALTER ROLE \"$user\" LOGIN PASSWORD '$password'"
done | "$programs/postgres" --single -D /data/data postgres >/dev/null
exec "$programs/postgres" -D /data/data
