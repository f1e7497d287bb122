#!/usr/bin/env bash
# Installs protoref beside the job, from the action's own folder or as PROTOREF_VERSION says. Nothing of the repository is used.
set -euo pipefail

venv="${RUNNER_TEMP:?}/protoref"
python3 -m venv "$venv"
bin="$venv/bin"
[ -d "$bin" ] || bin="$venv/Scripts" # Windows
# -I: neither the folder that the job stands in nor the environment may bring modules of their own.
"$bin/python" -I -m pip install --quiet --disable-pip-version-check "${PROTOREF_VERSION:-${PROTOREF_ACTION:?}}"
echo "bin=$bin" >>"${GITHUB_OUTPUT:?}"
