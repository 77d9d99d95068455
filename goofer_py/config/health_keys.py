"""The settings of what is looked at before runs, and while they go."""

from __future__ import annotations

from goofer_py.config.kind import Key, Kind

HEALTH_KEYS = (
    Key("precheck", Kind.FLAG, "Whether a migrate that has something to do checks first.", "true"),
    Key("precheck_strict", Kind.FLAG, "Whether a check that warns keeps a run back too.", "false"),
    Key("precheck_skip", Kind.TEXTS, "Checks that are left out, by their names.", '["clock"]'),
    Key(
        "precheck_free_disk",
        Kind.SOURCE,
        "The free bytes of the server's disk: a query, a command, or a folder here.",
        '"cmd:ssh db df --output=avail -B1 /var/lib/postgresql | tail -1"',
    ),
    Key("precheck_disk_reserve", Kind.NUMBER, "How many MB of the disk have to stay free.", "64"),
    Key(
        "precheck_backup",
        Kind.SOURCE,
        "The last backup: files, or a query or a command that gives its time and its bytes.",
        '"backups/*.dump"',
    ),
    Key("precheck_backup_age", Kind.NUMBER, "How many hours old it may be.", "24"),
    Key("precheck_backup_size", Kind.COUNT, "How many bytes it has at least.", "1"),
    Key(
        "long_transaction", Kind.NUMBER, "How long transactions of others may be open, in s.", "300"
    ),
    Key("idle_in_transaction", Kind.NUMBER, "How long they may be idle in one, in s.", "60"),
    Key("lock_held", Kind.NUMBER, "How old locks on what is to be changed may be, in s.", "5"),
    Key("replication_lag", Kind.NUMBER, "How far replicas may be behind, in seconds.", "30"),
    Key("replication_bytes", Kind.NUMBER, "How far replicas may be behind, in MB.", "256"),
    Key(
        "replicas",
        Kind.TEXTS,
        "The URLs of replicas that are asked themselves how far behind they are.",
        '["postgresql://replica/shop"]',
    ),
    Key("connections_left", Kind.COUNT, "How many connections should stay for programs.", "10"),
    Key(
        "clock_skew", Kind.NUMBER, "How far the clocks of server and client may differ, in s.", "10"
    ),
    Key(
        "progress",
        Kind.FLAG,
        "Whether the server is asked, over another connection, how far what takes long is.",
        "false",
    ),
    Key("watch", Kind.FLAG, "Whether the server's health is watched while a run goes.", "true"),
    Key("watch_every", Kind.NUMBER, "How often it is looked at, in seconds.", "10"),
    Key(
        "watch_check",
        Kind.TEXT,
        "A URL that must answer while it runs, or a query whose first value must be true.",
        '"https://shop.example/health"',
    ),
    Key(
        "watch_pause",
        Kind.NUMBER,
        "How long a run waits for health before it gives up, in s.",
        "60",
    ),
    Key("max_downtime", Kind.NUMBER, "How long a run may keep others waiting, in seconds.", "30"),
    Key("rollback_timeout", Kind.NUMBER, "How long a failed run may take to go back, in s.", "300"),
)
"""They stand in the tables [precheck] and [watch] too, under shorter names."""
