"""The notes with FastAPI: uvicorn --workers 3 notes.with_fastapi:app."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from goofer_py import PackageSource, migrate_at_start
from notes.store import URL, notes


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    await asyncio.to_thread(migrate_at_start, URL, PackageSource("notes.migrations"))
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/notes")
def read() -> dict[str, object]:
    return {"worker": os.getpid(), "notes": notes()}
