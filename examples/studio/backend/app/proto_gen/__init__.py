"""Made by scripts/generate_proto.sh. Never edited by hand."""
