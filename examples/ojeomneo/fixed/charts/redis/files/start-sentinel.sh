#!/bin/sh
set -eu

cat > /sentinel/sentinel.conf <<EOF
port 26379
dir /sentinel
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $(hostname).${HEADLESS_SERVICE}
sentinel monitor ${MASTER_SET} ${STATEFULSET}-0.${HEADLESS_SERVICE} 6379 ${QUORUM}
sentinel auth-pass ${MASTER_SET} ${REDIS_PASSWORD}
sentinel down-after-milliseconds ${MASTER_SET} ${DOWN_AFTER}
sentinel failover-timeout ${MASTER_SET} ${FAILOVER_TIMEOUT}
EOF
exec redis-server /sentinel/sentinel.conf --sentinel
