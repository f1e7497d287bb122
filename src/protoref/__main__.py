"""``python -m protoref``. Python puts the current folder first on its path for it; nothing of ours is looked for there."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # it may be the repository under audit, with a click.py at its top
    from protoref.cli.main import main

    main()
