"""The version of this package, the one place it is written."""

from __future__ import annotations

VERSION = "0.1.0"
