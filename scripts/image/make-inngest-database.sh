#!/bin/sh
# Run once by the image of PostgreSQL, on a volume that is still empty: Inngest keeps its own tables in its own database.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$INNGEST_DB_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role inngest login password :'password';
create database inngest owner inngest;
SQL
