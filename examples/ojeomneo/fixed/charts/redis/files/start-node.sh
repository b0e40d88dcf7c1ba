#!/bin/sh
# Starts Redis as what Sentinel says it is. The first pod is the primary while
# no Sentinel answers.
set -eu

self="$(hostname).${HEADLESS_SERVICE}"
primary="$(redis-cli -h "${HEADLESS_SERVICE}" -p 26379 -t 2 \
  sentinel get-master-addr-by-name "${MASTER_SET}" 2>/dev/null | head -n 1 || true)"
if [ -z "${primary}" ]; then
  primary="${STATEFULSET}-0.${HEADLESS_SERVICE}"
fi

# Sentinel rewrites the configuration of what it promotes.
cp /etc/redis/redis.conf /data/redis.conf
set -- /data/redis.conf --replica-announce-ip "${self}" \
  --requirepass "${REDIS_PASSWORD}" --masterauth "${REDIS_PASSWORD}"
if [ "${primary}" != "${self}" ]; then
  set -- "$@" --replicaof "${primary}" 6379
fi
exec redis-server "$@"
