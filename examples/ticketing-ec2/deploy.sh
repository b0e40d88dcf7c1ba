#!/usr/bin/env bash
# Run on the EC2 host, by SSH or Systems Manager, after GitHub Actions has pushed the images.
set -euo pipefail
cd "$(dirname "$0")"

# The secret is the text of a .env file.
aws secretsmanager get-secret-value --secret-id ticketing/prod --query SecretString --output text > .env
. ./.env

aws ecr get-login-password --region ap-northeast-2 |
  docker login --username AWS --password-stdin "$ECR_REGISTRY"

docker-compose pull
docker-compose up -d
docker image prune -f
