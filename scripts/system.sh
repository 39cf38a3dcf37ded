#!/bin/sh
# See that the programs and libraries outside Python are here, and install what is missing where that is possible.
#
#   scripts/system.sh       what the tests drive: Chromium, a PostgreSQL server, web servers and a resolver, PDF tools,
#                           Pango and a Chinese font; fails where something stays missing
#   scripts/system.sh run   what the demo panel prints PDFs with: Pango and a Chinese font; it runs without them, too
set -eu

missing=""
fc-list : family 2>/dev/null | grep -qE 'CJK SC|Source Han' || missing="$missing fontconfig fonts-noto-cjk"
# Without ldconfig (macOS, Alpine) nobody can say; what prints PDFs says it then.
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
for pair in libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0 libharfbuzz-subset.so.0:libharfbuzz-subset0; do
    case "$libraries" in
        "" | *"${pair%:*}"*) ;;
        *) missing="$missing ${pair#*:}" ;;
    esac
done
if [ "${1:-}" != run ]; then
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
        || missing="$missing chromium"
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    for pair in nginx:nginx-light haproxy:haproxy caddy:caddy named:bind9; do
        PATH="$PATH:/usr/sbin" command -v "${pair%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
    done
    command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
fi
[ -n "$missing" ] || exit 0

say() {
    if [ "${1:-}" = run ]; then
        echo "The panel prints no PDFs without these system packages:$missing (Debian: sudo apt-get install$missing)." >&2
        exit 0
    fi
    echo "The tests need these system packages:$missing. Install them (Debian: sudo apt-get install$missing), then run make test again." >&2
    exit 1
}
command -v apt-get >/dev/null 2>&1 || say "$@"
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || say "$@"
    as_root="sudo -n"
fi
echo "Installing system packages:$missing ..."
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # words are meant to split
$as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || say "$@"
