"""Which database a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from goofer_py.errors import UsageError
from goofer_py.web.beside import told
from goofer_py.web.states import line_of
from goofer_py.web.units import unslug

if TYPE_CHECKING:
    from starlette.requests import Request

    from goofer_py.config import Settings
    from goofer_py.observe.standing import Standing
    from goofer_py.web.board import Board


async def named(board: Board, request: Request) -> tuple[str, Settings]:
    """Return the database or the tenant that a path names; raises HTTPException."""
    name = unslug(request.path_params["name"])
    return name, await there(board, name)


async def single(board: Board, request: Request) -> tuple[str, Settings]:
    """Return the same, but not all tenants together; raises HTTPException."""
    name, settings = await named(board, request)
    if settings.many_tenants:
        raise HTTPException(404, "Each tenant has this page, and all together have none.")
    return name, settings


async def there(board: Board, name: str) -> Settings:
    """Return the settings of a database or a tenant; raises HTTPException for what is none."""
    try:
        settings = await board.find(name)
    except UsageError as error:
        raise HTTPException(502, told(error)) from None
    if settings is None:
        raise HTTPException(404)
    return settings


def about(standing: Standing) -> dict[str, Any]:
    """Return what every page of a database tells of it."""
    return {"name": standing.name, "line": line_of(standing), "status": standing.status}
