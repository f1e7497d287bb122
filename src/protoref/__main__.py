"""``python -m protoref``."""

from protoref.cli.main import main

if __name__ == "__main__":
    main()
