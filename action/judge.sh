#!/usr/bin/env bash
# Fails the job if the verdict is as bad as PROTOREF_FAIL_ON says, or worse: blocked (the default), review, or never.
set -euo pipefail

case "${PROTOREF_FAIL_ON:-blocked}:${PROTOREF_VERDICT:?}" in
  blocked:blocked | review:blocked | review:review) echo "protoref: ${PROTOREF_VERDICT}" && exit 1 ;;
  blocked:* | review:* | never:*) ;;
  *) echo "::error::protoref: fail-on must be blocked, review or never" && exit 2 ;;
esac
