#!/bin/sh
# Runs once: schema of the engine's databases, then, as soon as the engine answers, the namespace. Safe to run again.
set -eu

sql() {
  temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_SEEDS" --port "$DB_PORT" --user "$POSTGRES_USER" --database "$@"
}

sql temporal setup-schema -v 0.0
sql temporal update-schema --schema-name postgresql/v12/temporal
sql temporal_visibility setup-schema -v 0.0
sql temporal_visibility update-schema --schema-name postgresql/v12/visibility

until temporal operator cluster health --address "$TEMPORAL_ADDRESS"; do sleep 1; done
temporal operator namespace describe --address "$TEMPORAL_ADDRESS" -n "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --address "$TEMPORAL_ADDRESS" -n "$TEMPORAL_NAMESPACE" --retention 30d
