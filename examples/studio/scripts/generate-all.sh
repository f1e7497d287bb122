#!/usr/bin/env bash
# Makes all committed generated code again. The Rust side needs nothing: ingestion/build.rs runs with every build.
set -euo pipefail
cd "$(dirname "$0")/.."

backend/scripts/generate_proto.sh "$PWD/proto"
git status --short backend/app/proto_gen
