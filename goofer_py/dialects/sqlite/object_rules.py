"""What SQLite lets happen to a thing while objects stand on it."""

from __future__ import annotations

from goofer_py.diff.object_rules import StrictRules

RULES = StrictRules()
