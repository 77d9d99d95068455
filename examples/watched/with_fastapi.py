"""How the databases stand, below /goofer of a FastAPI application: uvicorn with_fastapi:app."""

from __future__ import annotations

from fastapi import FastAPI

from goofer_py.observe.asgi import StatusApp

app = FastAPI()
app.mount("/goofer", StatusApp())
