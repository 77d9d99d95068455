"""Transactions of programs that are gone: a server keeps them open for a minute otherwise."""

from __future__ import annotations

from typing import Any

from pymongo.errors import OperationFailure

APPLICATION = "goofer"
"""What goofer's connections are called on the server."""

_LISTED = {"$currentOp": {"idleSessions": True, "idleConnections": True, "allUsers": False}}


def end_dead(client: Any) -> bool:
    """End the open transactions of goofer's whose connections are gone; says if there were any.

    They are those of the same user. A server that does not tell them keeps them.
    """
    there_is = {"$exists": True}
    own = {
        "type": "idleSession",
        "appName": APPLICATION,
        "transaction": there_is,
        "client": there_is,
    }
    if client.is_mongos:
        # It does not show whose sessions those of the shards are.
        return False
    try:
        open_ones = _found(client, own)
        if not open_ones:
            return False
        # Connections are looked for later than sessions: none may be missed that has just come.
        there = {one.get("client") for one in _found(client, {"type": "op"})}
        dead = [{"id": one["lsid"]["id"]} for one in open_ones if one["client"] not in there]
        if dead:
            client.admin.command("killSessions", dead)
    except OperationFailure:
        return False
    return bool(dead)


def _found(client: Any, which: dict[str, Any]) -> list[dict[str, Any]]:
    return list(client.admin.aggregate([_LISTED, {"$match": which}]))
