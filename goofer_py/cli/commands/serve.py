"""goofer serve."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.web.serving import Address


@command
def serve(
    run: Run,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="The port; 0 takes any that is free.")
    ] = 8321,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="NAME",
            help="A further host name under which browsers may reach it; may be repeated.",
        ),
    ] = None,
    root_path: Annotated[
        str,
        typer.Option(
            "--root-path",
            metavar="PATH",
            help="The path below which a proxy serves it, and which the proxy strips.",
        ),
    ] = "",
    forwarded_allow_ips: Annotated[
        str,
        typer.Option(
            "--forwarded-allow-ips",
            metavar="ADDRESSES",
            help="The proxies to trust when they name the client, separated by commas.",
        ),
    ] = "",
    allow_actions: Annotated[
        bool,
        typer.Option(
            "--allow-actions",
            help="Let those with the token in GOOFER_TOKEN migrate, roll back, continue and"
            " unlock.",
        ),
    ] = False,
) -> None:
    """Show databases, migrations and active runs in a browser.

    Shows all databases of the settings file, or the one that --db or --url names. Read-only unless
    --allow-actions is given. If others can reach it, GOOFER_TOKEN has to be set, and it shows
    nothing without this token. Ctrl-C ends it.
    """
    from goofer_py.web.serving import Address

    databases = _databases(run)
    run.output.result(url=None, databases=list(databases), actions=allow_actions)
    token = os.environ.get("GOOFER_TOKEN") or None
    proxies = [name for one in forwarded_allow_ips.split(",") if (name := one.strip())]
    root = root_path.rstrip("/")
    address = Address(host, port, allowed_host or (), token, allow_actions, root, proxies)
    _serve(run, databases, address)


def _serve(run: Run, databases: dict[str, Settings], address: Address) -> None:
    from goofer_py.cli.logged import logged
    from goofer_py.errors import Interrupted
    from goofer_py.web.app import Dashboard
    from goofer_py.web.serving import serve

    dashboard = Dashboard(
        databases,
        token=address.token,
        allow_actions=address.allow_actions,
        hosts=address.hosts,
        closed=address.closed,
    )

    def tell(url: str) -> None:
        run.output.result(url=url)
        shown = "for who signs in to act on" if address.allow_actions else "read-only"
        below = f" A proxy shows it below {address.root}." if address.root else ""
        databases_shown = count(len(databases), "database")
        run.output.say(f"{url} shows {databases_shown}, {shown}.{below} Ctrl-C ends it.")

    with logged(run.output):
        try:
            serve(dashboard, address, tell)
        except Interrupted as error:
            if dashboard.board.runs.at_work:
                _leave(run.output.fail(error))
            raise


def _leave(code: int) -> NoReturn:
    """End this program while others of its threads are at work, which would keep it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _databases(run: Run) -> dict[str, Settings]:
    from goofer_py.observe.configured import ONLY, looked_at

    one = run.database is not None or run.tenant is not None
    if one or any(value is not None for value in run.flags.values()):
        settings = run.settings
        if settings.tenants is None:
            settings.refuse_all_tenants()
        return {settings.database or ONLY: settings}
    found = looked_at(run.config)
    if list(found) == [ONLY]:
        # Without a settings file there is no more than that name.
        _ = found[ONLY].required_url
    return found
