#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: a role without
# privileges of its own, and a database that belongs to it.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$LORE_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE lore LOGIN PASSWORD :'password';
CREATE DATABASE lore OWNER lore;
SQL
