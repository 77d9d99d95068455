"""The style sheets and programs of the pages, all of them in the package."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from goofer_py.diagram.html import page_script, page_style

_FOLDER = Path(__file__).parent / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


class Static:
    """Files by their names, under paths that change with what they hold."""

    def __init__(self) -> None:
        found = {file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir())}
        found["diagram.css"] = page_style().encode()
        found["diagram.js"] = page_script().encode()
        self._files = found
        self._marks = {name: sha256(data).hexdigest()[:12] for name, data in found.items()}

    def path(self, name: str) -> str:
        """Return the path of a file."""
        return f"/static/{self._marks[name]}/{name}"

    async def answer(self, request: Request) -> Response:
        """Answer a request for a file."""
        name = request.path_params["name"]
        if self._marks.get(name) != request.path_params["mark"]:
            return PlainTextResponse("There is no such file.\n", 404)
        kind = _KINDS[Path(name).suffix]
        return Response(self._files[name], media_type=kind, headers={"Cache-Control": _FOREVER})
