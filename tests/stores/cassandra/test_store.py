"""Why there is no connection to Cassandra, by what its servers and its driver say."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from cassandra import OperationTimedOut, ReadTimeout
from cassandra.cluster import Cluster, NoHostAvailable
from cassandra.connection import ConnectionShutdown
from cassandra.protocol import IsBootstrappingErrorMessage, ServerError

from goofer_py.errors import ConnectionFailed
from goofer_py.stores.registry import open_store

_NOWHERE = "cassandra://127.0.0.1:1/k"


@pytest.mark.parametrize(
    ("said", "reason", "hint"),
    [
        ("Provided username a and/or password are incorrect (bad credentials)", "refused", "set"),
        ("a is not permitted to log in (bad credentials)", "refused", "set"),
        (
            "Unable to perform authentication: it timed out (bad credentials)",
            "busy",
            "later",
        ),
        ("Unable to perform authorization of login permission: (unauthorized)", "busy", "later"),
        ("Query timed out before it could start (coordinator node overloaded)", "busy", "later"),
        ("Timed out creating connection (10.0 seconds)", "away", "firewall"),
        ("there is no keyspace k", "absent", "CREATE KEYSPACE"),
    ],
)
def test_who_was_not_let_in_is_told_apart_from_whom_nobody_had_time_for(
    said: str, reason: str, hint: str
) -> None:
    store: Any = open_store("cassandra://h/k")
    error = store.refused(said)
    assert (error.reason, hint in error.hint) == (reason, True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ServerError(0, "not now", None), "not now"),
        (IsBootstrappingErrorMessage(0x1002, "not yet", None), "not yet"),
        (ConnectionShutdown("it was closed"), "it was closed"),
        (ReadTimeout("nobody answered"), "nobody answered"),
        (OperationTimedOut(), "errors="),
        (NoHostAvailable("there is none", {}), "there is none"),
        (ConnectionResetError("by the peer"), "by the peer"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_whatever_the_driver_raises_is_no_connection(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that has just come up, or that goes, says so in errors of no common class."""

    def fails(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(Cluster, "connect", fails)
    with pytest.raises(ConnectionFailed, match="Nothing was changed") as found:
        open_store(_NOWHERE).connect()
    assert said in found.value.server


def test_an_error_of_nobody_elses_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(Cluster, "connect", fails)
    with pytest.raises(ZeroDivisionError):
        open_store(_NOWHERE).connect()
