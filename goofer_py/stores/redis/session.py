"""One session on Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from redis.exceptions import ConnectionError as Lost
from redis.exceptions import (
    NoPermissionError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as TimedOut

from goofer_py.dialects.statement import Statement
from goofer_py.errors import StatementFailed
from goofer_py.stores.kinds import REDIS
from goofer_py.stores.native import NativeSession
from goofer_py.stores.redis import lua
from goofer_py.stores.redis.commands import EVERYWHERE, MOST_ARGUMENTS, fits_script, repeats, word
from goofer_py.stores.redis.ledger import RedisLedger, lease_key, own_prefix, records_key
from goofer_py.stores.redis.queue import Argument, Command, Queue
from goofer_py.stores.redis.script import (
    REDIS_SYNTAX,
    body,
    commands_of,
    is_block,
    is_library,
    is_lua,
)
from goofer_py.stores.redis.takeover import all_sent, cause, patiently

if TYPE_CHECKING:
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.secrecy import Secrecy


_DENIED = "give the user what it needs: ACL SETUSER NAME +@read +@write +@scripting +time ~*"


class Client(Protocol):
    """A client of redis-py, of whatever deployment."""

    def execute_command(self, *arguments: Any, **options: Any) -> Any:
        """Run one command and return what it answers."""

    def pipeline(self, transaction: bool = True) -> Any:
        """Return what sends several commands at once."""

    def close(self) -> None:
        """Close the connections."""


class RedisSession(NativeSession):
    """A session over one client.

    Between `begin` and `commit`, commands are kept back; `commit` has one script of goofer's run
    them and write what tells of them. On a Cluster, whose scripts reach one slot alone, they run
    first, and what tells of them is written then.
    """

    def __init__(self, client: Any, database: str, secrecy: Secrecy, *, cluster: bool) -> None:
        super().__init__(REDIS, database, secrecy)
        self._client: Client = client
        self.cluster = cluster
        self._ledger = RedisLedger(self, transactions=not cluster)
        self._queue: Queue | None = None
        self._books: set[bytes] = set()
        """What the keys of goofer's own books begin with."""

    @property
    def client(self) -> Any:
        """The client of redis-py; it answers with bytes."""
        return self._client

    @property
    def ledger(self) -> RedisLedger:
        """The books, which are keys of the database."""
        return self._ledger

    @property
    def syntax(self) -> Syntax:
        """A command on each line, a block from MULTI to EXEC, or a text in Lua."""
        return REDIS_SYNTAX

    @property
    def in_transaction(self) -> bool:
        """Whether commands are kept back."""
        return self._queue is not None

    def begin(self) -> None:
        """Keep commands back from now on."""
        self._queue = Queue()

    def rollback(self) -> None:
        """Forget the commands that were kept back."""
        self._queue = None

    def commit(self) -> None:
        """Run what was kept back; raises ScriptFailed with the command that was refused."""
        queue, self._queue = self._queue, None
        if queue is None:
            return
        if self.cluster and queue.commands:
            self.pipelined(queue.commands)
            queue.commands, queue.places = [], []
        if queue.commands or queue.entries or queue.books:
            self._apply(queue)

    def note(
        self, book: str, token: str | None, entry: tuple[str, str] | None, *more: Command
    ) -> None:
        """Write to the books, if `token` holds the lease, with what is kept back."""
        queue = self._queue if self._queue is not None else Queue()
        queue.book = book
        self._books.add(own_prefix(book).encode())
        queue.token = token or queue.token
        queue.entries += [entry] if entry else []
        queue.books += more
        if queue is not self._queue:
            self._apply(queue)

    def queue(self, commands: Iterable[Command]) -> None:
        """Keep these back until `commit`; outside of a transaction they run at once.

        Raises StatementFailed for one that the script of `commit` could not pass on.
        """
        if self._queue is None:
            self.pipelined(list(commands))
            return
        for command in commands:
            if not self.cluster and len(command) > MOST_ARGUMENTS:
                raise self.failed(
                    f"{word(command)} has {len(command):,} arguments, and a script passes"
                    f" {MOST_ARGUMENTS:,} on: send several. Nothing of the portion ran"
                )
            self._queue.add(command)

    def queue_lua(self, script: str, keys: Sequence[bytes], rest: Sequence[Argument]) -> None:
        """Keep a function in Lua back until `commit`, one at most; it runs with its KEYS, ARGV."""
        queue = self._queue if self._queue is not None else Queue()
        queue.lua = script
        queue.add((0, len(keys), len(rest), *keys, *rest))
        if queue is not self._queue:
            self._apply(queue)

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of keys short."""
        from goofer_py.stores.redis.helpers import RedisHelpers

        return RedisHelpers(self, steps)

    def is_own(self, key: bytes) -> bool:
        """Say whether a key is one of goofer's own books."""
        return any(map(key.startswith, self._books))

    def on_node(self, node: Any, *command: Argument) -> Any:
        """Run one command on one server of a Cluster, or on the only one there is."""
        options = {} if node is None else {"target_nodes": node}
        call = self._client.execute_command
        return self._guarded(lambda: call(*command, **options), None)

    def everywhere(self, *command: Argument) -> None:
        """Run one command on all primary servers."""
        nodes = self.client.get_primaries() if self.cluster else [None]
        for node in nodes:
            self.on_node(node, *command)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run commands one by one, or keep them back; raises ScriptFailed with the place."""
        for statement in statements:
            if self._queue is not None:
                self._keep(self._queue, statement)
            else:
                self._run(statement)

    def joins(self, statement: Statement) -> bool:
        """Say whether one script can have the statement together with its record."""
        if self.cluster:
            return False
        text = statement.text
        if is_lua(text):
            return not is_library(text)
        return all(map(fits_script, commands_of(text)))

    def trace(self, statement: Statement) -> str | None:
        """Return nothing of what may run again without harm; else None: nobody can tell."""
        text = statement.text
        if is_lua(text):
            return "" if is_library(text) else None
        return "" if all(map(repeats, commands_of(text))) else None

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._client.close()

    def ask(self, *command: Argument) -> Any:
        """Run one command of goofer's own and return what it answers."""
        return self._guarded(lambda: self._client.execute_command(*command), None)

    def together(self, *commands: Command) -> list[Any]:
        """Run commands on one key, of goofer's own, and return what they answer."""
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = self._guarded(pipeline.execute, None)
        return answers

    def pipelined(self, commands: Sequence[Command], *, raises: bool = True) -> list[Any]:
        """Run commands in as few round trips as the client can, not all or none.

        Without `raises`, what was refused is among the answers.
        """
        answers: list[Any] = self._guarded(lambda: self._sent(commands), None)
        for command, answer in zip(commands, answers, strict=True):
            if raises and isinstance(answer, Exception):
                raise self.failed(f"{answer} (command {word(command)})")
        return answers

    def _sent(self, commands: Sequence[Command]) -> list[Any]:
        """Send commands at once, and return their answers, refusals among them."""
        if self.cluster:
            return all_sent(self._client, commands)
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = pipeline.execute(raise_on_error=False)
        return answers

    def _keep(self, queue: Queue, statement: Statement) -> None:
        if is_lua(statement.text):
            queue.lua = body(statement.text)
            queue.add((0, 0, 0), statement)
            return
        for command in commands_of(statement.text):
            queue.add(command, statement)

    def _run(self, statement: Statement) -> None:
        text = statement.text
        if is_lua(text):
            command: Command = (
                ("FUNCTION", "LOAD", "REPLACE", text.removeprefix("--[[lua]]"))
                if is_library(text)
                else ("EVAL", body(text), 0)
            )
            self._guarded(lambda: self._client.execute_command(*command), statement)
        elif is_block(text):
            self._guarded(lambda: self._block(commands_of(text)), statement)
        else:
            (one,) = commands_of(text)
            self._guarded(lambda: self._command(one), statement)

    def _command(self, command: Command) -> None:
        name = word(command)
        if self.cluster and name in EVERYWHERE:
            self.everywhere(*command)
        else:
            # The client of a Cluster looks up what a command is about by its name as text.
            self._client.execute_command(name, *command[1:])

    def _block(self, commands: Sequence[Command]) -> None:
        """Run a block as it is; goofer tells the first refusal, and what succeeded stays."""
        pipeline = self._client.pipeline(transaction=True)
        for command in commands:
            pipeline.execute_command(word(command), *command[1:])
        pipeline.execute()

    def _apply(self, queue: Queue) -> None:
        script = lua.APPLY if queue.lua is None else lua.apply_with(queue.lua)
        keys = lease_key(queue.book), records_key(queue.book)
        place = queue.place(1)
        number, said = self._guarded(
            lambda: self._client.execute_command("EVAL", script, 2, *keys, *queue.arguments), place
        )
        if number >= 0:
            raise self.failed(said.decode(errors="replace"), queue.place(number))

    def _guarded(self, call: Callable[[], Any], at: Statement | None) -> Any:
        try:
            return patiently(call) if self.cluster else call()
        except (Lost, TimedOut) as error:
            raise self.lost(str(error) or type(error).__name__) from None
        except ResponseError as error:
            raise self._refused(error, at) from None
        except (RedisError, RedisClusterException) as error:
            if isinstance(before := cause(error), Lost | TimedOut):
                raise self.lost(str(before) or type(before).__name__) from None
            raise self.failed(str(error) or type(error).__name__, at) from None

    def _refused(self, error: RedisError, at: Statement | None) -> StatementFailed:
        denied = isinstance(error, NoPermissionError)
        return self.failed(str(error), at, str(error).partition(" ")[0], _DENIED if denied else "")
