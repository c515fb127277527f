#!/bin/sh
# Pins every package anew: hashes, no addresses. Resolved for the lowest Python that we support.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .tools/venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header "$@"
}

compile --upgrade pyproject.toml --group build -o requirements/production.lock
compile --upgrade pyproject.toml --group build --group dev -c requirements/production.lock -o requirements/dev.lock
compile --upgrade --group tools -o requirements/tools.lock
compile --upgrade --group node -o requirements/node.lock
npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
.venv/bin/python scripts/strip_addresses.py package-lock.json
