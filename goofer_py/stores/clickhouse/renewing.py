"""A table that ALTER cannot change: a new one, the rows copied, and both exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from goofer_py.errors import EntityError
from goofer_py.stores.clickhouse.catalog import Table
from goofer_py.stores.clickhouse.fitting import refusal
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.way import Way

_COPIED = re.compile(r"\w*MergeTree$|Log$|TinyLog$|StripeLog$|Memory$|EmbeddedRocksDB$")
_ELSEWHERE = re.compile(
    r"(?:Distributed|Null|Merge|Dictionary|Kafka|RabbitMQ|NATS|MySQL|PostgreSQL|MongoDB|Redis|SQLite"
    r"|ODBC|JDBC|URL|URLCluster|S3|S3Cluster|HDFS|AzureBlobStorage|GenerateRandom|Executable\w*"
    r"|Iceberg\w*|DeltaLake\w*|Hudi\w*)$"
)
_MERGES = re.compile(r"(?:Replicated|Shared)?(\w+)MergeTree$")
_REPLICATED = re.compile(r"Replicated\w*MergeTree")
_KEPT_NAMES = 200
_ALL = "SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0"


def renewed(
    before: Table, after: Table, renames: Mapping[str, str], why: str, *, clustered: bool
) -> Way:
    """Return the way by a new table; `renames` has the old names of columns by the new ones.

    Raises EntityError where rows would be lost, or could not be copied.
    """
    if _ELSEWHERE.match(before.engine) and _ELSEWHERE.match(after.engine):
        replace = after.creation().replace("CREATE TABLE", "CREATE OR REPLACE TABLE", 1)
        return Way((f"replace {after.name}, which holds no rows ({why})",), (replace,))
    _refuse(before, after, why, clustered=clustered)
    name, short = after.name, after.name[:_KEPT_NAMES]
    spare, tally = f"{short}_goofer_new", f"{short}_goofer_count"
    pairs = _copied(before, after, renames)
    into = ", ".join(quoted(new) for new, _ in pairs)
    of = ", ".join(quoted(old) for _, old in pairs)
    early = [
        *_refusals(before, after, pairs),
        f"CREATE TABLE {quoted(tally)} (many UInt64) ENGINE = TinyLog",
        f"INSERT INTO {quoted(tally)} SELECT count() FROM {quoted(name)}",
        after.creation(spare),
        f"INSERT INTO {quoted(spare)} ({into})\nSELECT {of}\nFROM {quoted(name)}\n{_ALL}",
        _whole(name, spare, tally, shrinks=_shrinks(before) or _shrinks(after)),
        f"EXCHANGE TABLES {quoted(spare)} AND {quoted(name)}",
        _none_late(name, spare, tally),
        f"DROP TABLE {quoted(tally)}",
        f"DROP TABLE {quoted(spare)}",
    ]
    return Way(
        (f"make {name} anew and copy its rows ({why})",),
        tuple(early),
        loses=_lost(before, after, renames),
        notes=(f"{name} is copied: let nobody write to it meanwhile, for these rows are not",),
    )


def _refusals(before: Table, after: Table, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for new, old in pairs:
        one, other = before.column(old), after.column(new)
        if one is not None and other is not None:
            yield from refusal(before.name, one, other)


def _copied(before: Table, after: Table, renames: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the columns that are copied, new name and old."""
    pairs = []
    for column in after.columns:
        old = renames.get(column.name, column.name)
        found = before.column(old) or before.column(column.name)
        if column.holds and found is not None and found.value != "EPHEMERAL":
            pairs.append((column.name, found.name))
    return pairs


def _lost(before: Table, after: Table, renames: Mapping[str, str]) -> tuple[str, ...]:
    news = {old: new for new, old in renames.items()}
    lost = [
        f"the values of {after.name}.{one.name}"
        for one in before.columns
        if one.holds and not _keeps(after, news.get(one.name, one.name))
    ]
    if _merges(after) and before.clauses["ENGINE"] != after.clauses["ENGINE"]:
        lost.append(f"the rows of {after.name} that {after.engine} makes one of")
    elif _merges(after) and before.clauses.get("ORDER BY") != after.clauses.get("ORDER BY"):
        lost.append(f"the rows of {after.name} that are one by its new ORDER BY")
    return tuple(lost)


def _keeps(table: Table, name: str) -> bool:
    found = table.column(name)
    return found is not None and found.holds


def _merges(table: Table) -> bool:
    """Say whether an engine makes one row of several."""
    found = _MERGES.match(table.engine)
    several = found is not None and found[1] not in ("", "Replicated", "Shared")
    return several or table.engine == "EmbeddedRocksDB"


def _shrinks(table: Table) -> bool:
    """Say whether a table may have fewer rows than were written to it, by itself."""
    return _merges(table) or "TTL" in table.clauses


def _whole(old: str, new: str, tally: str, *, shrinks: bool) -> str:
    """Return a statement that fails where the new table is no copy of the old one."""
    wrong = f"{new} is no copy of {old}, which was written to meanwhile, or copied twice or in part"
    mend = f"TRUNCATE {new} and {tally}, and run the INSERT of each again"
    return _compared(new, ">" if shrinks else "!=", tally, f"{wrong}: {mend}")


def _none_late(name: str, old: str, tally: str) -> str:
    """Return a statement that fails where rows came to the old table after they were counted.

    How many rows the new one has by now says nothing of that: it may have been written to since.
    """
    late = f"rows were written to {name} while it was copied: they are in {old}"
    return _compared(old, ">", tally, f"{late}, which is to be empty once you took them from there")


def _compared(table: str, how: str, tally: str, said: str) -> str:
    there = f"(SELECT count() FROM {quoted(table)})"
    return (
        f"SELECT throwIf({there} {how} (SELECT max(many) FROM {quoted(tally)}),\n    {text(said)})"
    )


def _refuse(before: Table, after: Table, why: str, *, clustered: bool) -> None:
    for one in (before, after):
        if not _COPIED.match(one.engine):
            raise _refused(after.name, why, f"{one.engine} keeps no rows that can be copied")
        if _REPLICATED.match(one.engine) and "{uuid}" not in one.clauses["ENGINE"]:
            raise _refused(
                after.name, why, "two replicated tables cannot have the same path in Keeper"
            )
    if clustered:
        raise _refused(after.name, why, "a copy would be that of one server of the cluster")


def _refused(name: str, why: str, because: str) -> EntityError:
    return EntityError(
        f"{name} would have to be made anew ({why}), and {because}. Nothing was written.",
        hint="declare it as it is, or write a migration that makes a new one and copies",
    )
