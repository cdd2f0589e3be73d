#!/bin/sh
# Installs the dependencies that the arguments (pnpm's) name, in the working directory, and takes away what no process reads.
set -eu
if [ -f /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi # a registry behind a certificate of its own
# What is downloaded, and checked once for a lockfile, is in no image
export npm_config_cache=/var/cache/pnpm/npm XDG_CACHE_HOME=/var/cache/pnpm/cache XDG_DATA_HOME=/var/cache/pnpm/data XDG_STATE_HOME=/var/cache/pnpm/state
pnpm=$(sed -n 's/.*"packageManager": "\(.*\)".*/\1/p' package.json)
CI=true npx --yes "$pnpm" install --frozen-lockfile --store-dir /var/cache/pnpm "$@"
# Files that have the time of the installation
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -iname '*.md' \) -delete
find node_modules -type d -name __tests__ -prune -exec rm -r {} +
rm -f node_modules/.modules.yaml node_modules/.pnpm-workspace-state*.json node_modules/.pnpm/lock.yaml
find . -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
