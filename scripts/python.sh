#!/bin/sh
# Make .venv with a Python that is new enough, or say which one is missing.
set -eu
for python in ${BEIAN_PYTHON:-} python3 python3.13 python3.12 python3.11; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        echo "$python cannot make an environment: install its venv package (Debian: apt-get install python3-venv), then try again." >&2
        exit 1
    fi
    exit 0
done
echo "beian_plugin needs Python 3.11 or newer, and none was found: install one (Debian: apt-get install python3 python3-venv), or name it with BEIAN_PYTHON=/path/to/python3." >&2
exit 1
