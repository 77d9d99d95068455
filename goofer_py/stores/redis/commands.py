"""What commands do when they run twice, or where a script cannot have them."""

from __future__ import annotations

from goofer_py.stores.redis.queue import Command

MOST_ARGUMENTS = 5000
"""More than these, Lua cannot pass on at once."""

_SAME = frozenset(
    """
    ACL CONFIG DEL EXPIREAT FLUSHALL FLUSHDB FT.DROPINDEX GEOADD HDEL HMSET HSET JSON.SET MSET
    PERSIST PEXPIRE PEXPIREAT EXPIRE PFADD PFMERGE PING PSETEX SADD SCRIPT SDIFFSTORE SET
    SETBIT SETEX SETRANGE SINTERSTORE SREM SUNIONSTORE UNLINK WAIT XDEL ZADD ZDIFFSTORE
    ZREM ZREMRANGEBYLEX ZREMRANGEBYSCORE
    """.split()  # noqa: SIM905 - as a list it would be three times as long
)
_READS = frozenset(
    """
    DBSIZE ECHO EXISTS GET HGET HGETALL HKEYS HLEN INFO KEYS LLEN LRANGE OBJECT SCARD SCAN
    SMEMBERS STRLEN TTL TYPE XLEN XRANGE ZCARD ZRANGE ZSCORE
    """.split()  # noqa: SIM905 - as a list it would be three times as long
)
_MADE_OF = frozenset(("ZINTERSTORE", "ZRANGESTORE", "ZUNIONSTORE"))
"""What makes of itself something else each time, if it is among what it is made of."""
# Commands that Redis runs in no script, or that would make a script something else.
_OUTSIDE = frozenset(
    """
    ACL BGREWRITEAOF BGSAVE CLIENT CLUSTER CONFIG DEBUG EVAL EVALSHA EVALSHA_RO EVAL_RO
    FAILOVER FCALL FCALL_RO FT.ALIASADD FT.ALIASDEL FT.ALIASUPDATE FT.ALTER FT.CREATE
    FT.DROPINDEX FUNCTION LATENCY MEMORY MIGRATE MODULE REPLICAOF SAVE SCRIPT SHUTDOWN SLAVEOF
    SWAPDB WAIT WAITAOF
    """.split()  # noqa: SIM905 - as a list it would be three times as long
)


EVERYWHERE = frozenset(("ACL", "CONFIG", "FLUSHALL", "FLUSHDB", "FUNCTION", "SCRIPT"))
"""What is about no key, and on a Cluster about all of its servers."""


def word(command: Command) -> str:
    """Return the name of a command, in capitals."""
    name = command[0]
    return (name.decode(errors="replace") if isinstance(name, bytes) else str(name)).upper()


def _has(command: Command, *options: str) -> bool:
    return any(
        isinstance(one, bytes) and one.upper().decode(errors="replace") in options
        for one in command[1:]
    )


def fits_script(command: Command) -> bool:
    """Say whether a command can run in a script of goofer's, together with its record."""
    return word(command) not in _OUTSIDE and len(command) <= MOST_ARGUMENTS


def repeats(command: Command) -> bool:
    """Say whether a command leaves the same, whether it runs once or again."""
    name = word(command)
    if name == "FUNCTION":
        return _has(command, "FLUSH") or _has(command, "REPLACE")
    if name in ("SET", "ZADD", "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "GEOADD"):
        return not _has(command, "NX", "XX", "GET", "INCR", "GT", "LT")
    if name in _MADE_OF:
        return command[1] not in command[2:]
    return name in _SAME or name in _READS
