"""A server of the dashboard, until somebody ends it."""

from __future__ import annotations

import logging
import re
import signal
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from types import FrameType
from typing import Any, Self

from goofer_py.errors import Interrupted, MissingExtra, UsageError

try:
    import uvicorn
except ImportError as error:
    raise MissingExtra("The dashboard", "uvicorn", "web") from error

from goofer_py.web.app import Dashboard
from goofer_py.web.guard import host_names, only_here
from goofer_py.web.runs import Runs

LOG = logging.getLogger("goofer.web")
_SHORTEST = 16
_NAP = 0.2
_GENERATED = "python -c 'import secrets; print(secrets.token_urlsafe())'"
_ROOT = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+")
_EVERY = ("0.0.0.0", "::", "")  # noqa: S104 - it is refused without the names of hosts


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, under which names it is asked, and who may ask.

    `root` is the path below which a proxy shows it, which strips it from what it asks for.
    `proxies` are the addresses and networks that are believed for whom they ask. Raises UsageError
    for what would be open to others, and for what is no path or no address.
    """

    host: str
    port: int
    names: Collection[str]
    token: str | None
    allow_actions: bool
    root: str = ""
    proxies: Sequence[str] = ()

    def __post_init__(self) -> None:
        hint = f"export GOOFER_TOKEN=$({_GENERATED}), and then the same command"
        if self.allow_actions and self.token is None:
            message = "--allow-actions is for those who give a token, and GOOFER_TOKEN is not set."
            raise UsageError(f"{message} Nothing was started.", hint=hint)
        if self.closed and self.token is None:
            raise UsageError(
                f"{self._reached} can be reached by others, and nothing says who may look:"
                " GOOFER_TOKEN is not set. Nothing was started.",
                hint=hint,
            )
        if self.token is not None and len(self.token) < _SHORTEST:
            message = f"GOOFER_TOKEN has fewer than {_SHORTEST} characters: it could be guessed."
            raise UsageError(f"{message} Nothing was started.", hint=_GENERATED)
        if self.host in _EVERY and not self.names:
            raise UsageError(
                "Nobody knows under which names it is asked that listens at every address.",
                hint="--allowed-host NAME, as it stands in the browser",
            )
        if self.root and not _ROOT.fullmatch(self.root):
            raise UsageError(
                f"{self.root!r} is no path that a proxy could show it below. Nothing was started.",
                hint="--root-path /goofer",
            )
        for one in self.proxies:
            _check_proxy(one)

    @property
    def closed(self) -> bool:
        """Whether nothing is shown without the token."""
        return not only_here(self.host, self.names)

    @property
    def _reached(self) -> str:
        return self.host if not only_here(self.host, ()) else next(iter(self.names), self.host)

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which it is asked."""
        return host_names(self.host, self.names)

    def listening(self) -> socket.socket:
        """Return a socket that listens there; raises UsageError."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        found = socket.socket(family, socket.SOCK_STREAM)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((self.host, self.port))
            found.listen(128)
        except OSError as error:
            found.close()
            raise UsageError(
                f"Nothing can listen at {self.host}:{self.port}: {error.strerror or error}."
                " Nothing was started.",
                hint="--port NUMBER",
            ) from None
        return found


def serve(dashboard: Dashboard, address: Address, tell: Callable[[str], None]) -> None:
    """Answer until a signal ends it; then wait for the runs that were begun here.

    `tell` is called with the URL once requests are heard. A second signal ends these runs, and a
    third leaves them at work: then Interrupted is raised.
    """
    with address.listening() as listening:
        shown = f"[{address.host}]" if ":" in address.host else address.host
        tell(f"http://{shown}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            dashboard,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(address.proxies),
            forwarded_allow_ips=list(address.proxies),
            root_path=address.root,
            timeout_graceful_shutdown=3,
            ws="none",
        )
        server = _Server(config, dashboard)
        with Signals(server.signalled) as signals:
            server.run(sockets=[listening])
            wait(dashboard.board.runs, signals, dashboard.board.units.options)


def _check_proxy(given: str) -> None:
    """Raise UsageError for what is no address or network, or every one: anybody could say it."""
    try:
        network = ip_network(given)
    except ValueError:
        raise UsageError(
            f"{given!r} is no address of a proxy, and no network. Nothing was started.",
            hint="--forwarded-allow-ips 127.0.0.1",
        ) from None
    if network.prefixlen == 0:
        raise UsageError(
            f"{given} is every address: anybody could say for whom they ask. Nothing was started.",
            hint="--forwarded-allow-ips with the addresses of the proxies",
        )


class Signals:
    """Counts SIGINT and SIGTERM; `heard` is called at each."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self.names: tuple[str, ...] = ()
        self._heard = heard
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.names += (signal.Signals(number).name,)
        self._heard()


def wait(runs: Runs, signals: Signals, options: Callable[[str], str]) -> None:
    """Wait for the runs that are at work; a second signal ends them, a third leaves them.

    `options` gives those by which a command is told which one is meant. Raises Interrupted where
    these were not done.
    """
    for name in runs.at_work:
        LOG.warning("waiting for the run on %s; another signal ends it", name)
    ended: list[str] = []
    while left := runs.at_work:
        if len(signals.names) > 1 and not ended:
            for name in left:
                LOG.warning("ending the run on %s; another signal leaves it at work", name)
            ended = left
            runs.end(signals.names[1])
        if len(signals.names) > 2:
            how = "left: what its statement does may go on at the server"
            raise _interrupted(left, how, options)
        runs.wait(_NAP)
    if ended:
        raise _interrupted(ended, "ended", options)


def _interrupted(names: list[str], how: str, options: Callable[[str], str]) -> Interrupted:
    message = f"Stopped by a signal. The run on {' and on '.join(names)} was {how}."
    return Interrupted(
        message, hint=", ".join(f"goofer status {options(name)}".rstrip() for name in names)
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to who runs it."""

    def __init__(self, config: uvicorn.Config, dashboard: Dashboard) -> None:
        super().__init__(config)
        self._dashboard = dashboard

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear of none: runs may still be at work once this server has ended."""
        yield

    def signalled(self) -> None:
        """Let who watches go, so that nobody is waited for; at a second signal, at once."""
        self._dashboard.end()
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the application too where that was left out, or it would say that it was cut off."""
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()
