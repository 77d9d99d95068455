"""What commands are called in other programs."""

from __future__ import annotations

from collections.abc import Mapping

HERE: Mapping[str, str] = {
    "add": "goofer create NAME",
    "apply": "goofer migrate",
    "clean": "goofer migrate --to zero",
    "current": "goofer status",
    "down": "goofer rollback",
    "downgrade": "goofer rollback",
    "fix": "goofer repair",
    "force": "goofer repair",
    "generate": "goofer makemigrations",
    "heads": "goofer status",
    "help": "goofer --help",
    "info": "goofer status --all",
    "list": "goofer status --all",
    "new": "goofer create NAME",
    "reset": "goofer migrate --to zero",
    "revert": "goofer rollback",
    "revision": "goofer makemigrations, or goofer create NAME for an empty one",
    "run": "goofer migrate",
    "showmigrations": "goofer status --all",
    "sqlmigrate": "goofer show VERSION",
    "squashmigrations": "goofer squash",
    "stamp": "goofer baseline VERSION, or goofer migrate --fake --to VERSION",
    "undo": "goofer rollback",
    "up": "goofer migrate",
    "update": "goofer migrate",
    "upgrade": "goofer migrate",
}
"""What to type instead, for words of Alembic, Django, Flyway, goose, golang-migrate and others."""
