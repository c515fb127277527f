#!/bin/sh
# Everything that can be said about the code without running it. All checks run; the last line tells which failed.
cd "$(dirname "$0")/.." || exit 1
failed=''
# The checks read settings and models, never a database: what is set in the environment must not matter.
unset DATABASE_URL HOST PORT DEMO DEBUG PUBLIC_URL MAIL_URL ALLOWED_HOSTS PHOIHOP_CONFIG LOG_LEVEL
export DATA_DIR=build/check SECRET_KEY=check DJANGO_SETTINGS_MODULE=phoihop.config.settings
PATH="$PWD/.venv/bin:$PATH"

check() {
    name="$1"
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name"
}

templates=$(find src -path '*/templates/*' -name '*.html')
check format ruff format --check --quiet .
check lint ruff check --quiet .
check types mypy
check imports lint-imports
# djLint only reads: its formatter breaks the lines of our block components.
# shellcheck disable=SC2086
check templates djlint --quiet --lint $templates
# shellcheck disable=SC2086
check templates-order djade --check --target-version 5.2 $templates
check migrations python scripts/migrations.py
check messages python scripts/messages.py --check

if [ -n "$failed" ]; then
    printf 'Không đạt / failed:%s\n' "$failed"
    exit 1
fi
printf 'Mọi kiểm tra đều đạt. / All checks passed.\n'
