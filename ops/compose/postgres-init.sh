#!/bin/sh
# First start of the database: one role for the application, one for the engine, each with databases of its own.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  --set application="$APPLICATION_PASSWORD" --set engine="$ENGINE_PASSWORD" <<'SQL'
create role rencaitong login password :'application';
create database rencaitong owner rencaitong;
create role temporal login password :'engine';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
SQL
