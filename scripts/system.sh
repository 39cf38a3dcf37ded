#!/bin/sh
# See that the programs the tests drive are here: Chromium with a Chinese font, and a PostgreSQL server.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
    || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

say() {
    echo "The tests need these system packages:$missing. Install them (Debian: sudo apt-get install$missing), then run make test again." >&2
    exit 1
}
command -v apt-get >/dev/null 2>&1 || say
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || say
    as_root="sudo -n"
fi
echo "Installing for the tests:$missing ..."
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # words are meant to split
$as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || say
