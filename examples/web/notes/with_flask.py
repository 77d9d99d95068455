"""The notes with Flask: gunicorn --workers 3 'notes.with_flask:create_app()'."""

from __future__ import annotations

import os

from flask import Flask

from goofer_py import PackageSource, migrate_at_start
from notes.store import URL, notes


def create_app() -> Flask:
    migrate_at_start(URL, PackageSource("notes.migrations"))
    app = Flask(__name__)

    @app.get("/notes")
    def read() -> dict[str, object]:
        return {"worker": os.getpid(), "notes": notes()}

    return app
