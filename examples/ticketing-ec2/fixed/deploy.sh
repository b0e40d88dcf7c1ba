#!/usr/bin/env bash
# Run on the EC2 host, by Systems Manager, after GitHub Actions has pushed the images
# and docker-compose.yml names their tag.
set -euo pipefail
umask 077
cd "$(dirname "$0")"

# A JSON object: what .env says under "env", each secret under its name.
secret=$(aws secretsmanager get-secret-value --secret-id ticketing/prod --query SecretString --output text)
jq -r '.env | to_entries[] | "\(.key)=\(.value)"' <<<"$secret" > .env

# Containers read their secrets as users of their own, so the files are open to all
# and the folder to nobody else.
mkdir -p secrets
for name in db_password jwt_secret recaptcha_secret portone_api_secret grafana_admin_password; do
  jq -er --arg name "$name" '.[$name]' <<<"$secret" | install -m 444 /dev/stdin "secrets/$name"
done

registry=$(jq -er '.env.ECR_REGISTRY' <<<"$secret")
aws ecr get-login-password --region ap-northeast-2 |
  docker login --username AWS --password-stdin "$registry"

docker compose pull
docker compose up -d --wait --remove-orphans
docker image prune -f
