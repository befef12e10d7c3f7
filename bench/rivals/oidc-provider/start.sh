#!/bin/sh
# The Node.js release that package.json names where npm has it for this machine, else the machine's own.
directory=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for node in "$directory"/node_modules/node-linux-*/bin/node node; do
  if command -v "$node" >/dev/null; then
    break
  fi
done
exec "$node" "$directory/main.js"
