#!/usr/bin/env bash
# Runs `protoref ci` once: annotations and summary for the job, the report and the comment as files. The verdict is an output; it
# fails the job in a step of its own, after the comment is written.
set -euo pipefail

base="${PROTOREF_BASE:?no base: set the input base, or run on pull_request}"
report="${RUNNER_TEMP:?}/protoref-report.json"
comment="$RUNNER_TEMP/protoref-comment.md"
sarif="$RUNNER_TEMP/protoref.sarif"
rm -f "$report" "$comment" "$sarif"

cd "${PROTOREF_ROOT:-.}"
# A checkout of one commit knows neither the base nor where the change began.
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  git fetch --quiet --no-tags --unshallow origin || echo "::notice::protoref could not fetch the history; set fetch-depth: 0"
fi
if ! git cat-file -e "$base^{commit}" 2>/dev/null; then
  git fetch --quiet --no-tags origin "$base" || true
fi

code=0
"${PROTOREF_BIN:?}/protoref" ci --base "$base" --comment-id "${PROTOREF_ID:-main}" --format github --quiet \
  --also "json=$report" --also "markdown=$comment" --also "sarif=$sarif" || code=$?

case $code in
  0) verdict=safe ;;
  1) verdict=blocked ;;
  3) verdict=review ;;
  *) exit "$code" ;;
esac
silent=false
if grep -q '^### protoref: nothing to say$' "$comment"; then silent=true; fi
{
  echo "verdict=$verdict"
  echo "silent=$silent"
  echo "report=$report"
  echo "comment=$comment"
  echo "sarif=$sarif"
} >>"${GITHUB_OUTPUT:?}"
