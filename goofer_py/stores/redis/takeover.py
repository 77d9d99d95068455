"""What is sent to a Cluster while one of its servers is gone, and another takes over for it.

What a server refuses then has not run, and is sent again until it is taken. What was sent and not
answered may have run: nobody but a person sends it again, and the driver does not either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from redis.cluster import PipelineCommand
from redis.exceptions import (
    AskError,
    ClusterDownError,
    RedisClusterException,
    RedisError,
    SlotNotCoveredError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import TimeoutError as TimedOut

if TYPE_CHECKING:
    from goofer_py.stores.redis.queue import Command

T = TypeVar("T")

_REFUSED = (AskError, ClusterDownError, SlotNotCoveredError, TryAgainError)
_LOST = (Lost, TimedOut)
_SECONDS = 30.0
_PAUSE = 0.2


def cause(error: Exception) -> BaseException:
    """Return what was wrong before the driver looked for the servers anew, and found too few."""
    behind = error.__context__
    there_is = isinstance(error, RedisClusterException) and isinstance(behind, RedisError)
    return behind if there_is and behind is not None else error


def _has_not_run(answer: object) -> bool:
    return isinstance(answer, Exception) and isinstance(cause(answer), _REFUSED)


def patiently(call: Callable[[], T]) -> T:
    """Do something that is refused as a whole; raises what the driver does, after some time."""
    end = time.monotonic() + _SECONDS
    while True:
        try:
            return call()
        except (RedisError, RedisClusterException) as error:
            if not _has_not_run(error) or time.monotonic() > end:
                raise
        time.sleep(_PAUSE)


def all_sent(client: Any, commands: Sequence[Command]) -> list[Any]:
    """Send commands to their servers at once; returns the answers, with what was refused.

    Raises the driver's error when some were not answered.
    """
    if not commands:
        return []
    command_of: Any = PipelineCommand  # which says nothing of its types
    queue = [command_of(command, {}, n) for n, command in enumerate(commands)]
    # Redirections are followed below: the driver would also send again what was not answered.
    answers: list[Any] = client.pipeline(transaction=False).send_cluster_commands(
        queue, raise_on_error=False, allow_redirections=False
    )
    end = time.monotonic() + _SECONDS
    while left := [n for n, one in enumerate(answers) if _has_not_run(one)]:
        for n in left:
            answers[n] = _answer(client, commands[n])
        if time.monotonic() > end:
            break
        if any(map(_has_not_run, answers)):
            time.sleep(_PAUSE)
    for answer in answers:
        if isinstance(answer, _LOST):
            raise answer
    return answers


def _answer(client: Any, command: Command) -> Any:
    try:
        return client.execute_command(*command)
    except (RedisError, RedisClusterException) as error:
        return error
