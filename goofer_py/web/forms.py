"""What forms send."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

_LONGEST = 64 * 1024


async def form_of(request: Request) -> dict[str, str]:
    """Return the last value of each field of a form; raises HTTPException for what is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "This is no form.")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST:
            raise HTTPException(413, "This is too long.")
    try:
        found = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise HTTPException(400, "This is no form.") from None
    return {name: values[-1] for name, values in found.items()}
