"""``python -m rcl``: the same as the ``rcl`` command."""

from __future__ import annotations

import sys

from rcl.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
