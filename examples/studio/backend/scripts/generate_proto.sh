#!/usr/bin/env bash
# Makes app/proto_gen from the schemas: generate_proto.sh [FOLDER WITH SCHEMAS]
#
# protoc mirrors the folders of the schemas and writes absolute imports. Neither suits a package inside of `app`:
# all stubs are moved into one folder, and import each other relatively.
set -euo pipefail
schemas="$(cd "${1:-$(dirname "$0")/../../proto}" && pwd)"
cd "$(dirname "$0")/.."
out=app/proto_gen
made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT

find "$schemas" -name '*.proto' -exec \
  python -m grpc_tools.protoc -I "$schemas" --python_out="$made" --grpc_python_out="$made" {} +

find "$made" -name '*_pb2*.py' | while read -r stub; do
  sed -E \
    -e 's/^import ([a-z0-9_]+_pb2) as /from . import \1 as /' \
    -e 's/^from [a-z0-9_.]+ import ([a-z0-9_]+_pb2) as /from . import \1 as /' \
    "$stub" >"$out/$(basename "$stub")"
done
