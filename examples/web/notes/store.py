"""What both applications do with their database."""

from __future__ import annotations

import os

from sqlalchemy import create_engine, text

URL = os.environ.get("DATABASE_URL", "sqlite:///notes.db")
ENGINE = create_engine(URL)


def notes() -> list[dict[str, str]]:
    with ENGINE.connect() as connection:
        rows = connection.execute(text("SELECT body, author FROM notes ORDER BY id"))
        return [dict(row) for row in rows.mappings()]
