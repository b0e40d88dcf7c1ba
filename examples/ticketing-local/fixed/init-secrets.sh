#!/bin/sh
# Makes a password for each user of the database, once. secrets/ is in .gitignore.
set -eu
umask 077
cd "$(dirname "$0")"

# Containers read their secrets as users of their own, so the files are open to all
# and the folder to nobody else.
mkdir -p secrets
for user in postgres user_db event_db reservation_db payment_db; do
  file="secrets/${user}_password"
  [ -e "$file" ] || openssl rand -hex 24 | install -m 444 /dev/stdin "$file"
done
