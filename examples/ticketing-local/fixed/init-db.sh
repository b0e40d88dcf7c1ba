#!/bin/sh
# A schema and a user for each service, with the passwords that init-secrets.sh made.
set -eu

for service in user event reservation payment; do
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set role="${service}_svc_user" \
    --set schema="${service}_service" \
    --set password="$(cat "/run/secrets/${service}_db_password")" <<'SQL'
CREATE USER :"role" WITH PASSWORD :'password';
CREATE SCHEMA :"schema" AUTHORIZATION :"role";
SQL
done

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE SCHEMA common;

-- Events that wait to be published.
CREATE TABLE common.outbox_events (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  aggregate_type VARCHAR(255) NOT NULL,
  aggregate_id UUID NOT NULL,
  event_type VARCHAR(255) NOT NULL,
  payload JSONB NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT NOW(),
  published BOOLEAN NOT NULL DEFAULT FALSE,
  published_at TIMESTAMP
);

CREATE INDEX idx_outbox_published ON common.outbox_events (published, created_at);

GRANT USAGE ON SCHEMA common TO event_svc_user, reservation_svc_user, payment_svc_user;
GRANT SELECT, INSERT, UPDATE ON common.outbox_events TO event_svc_user, reservation_svc_user, payment_svc_user;
SQL
