"""The settings of what is looked at before runs, and while they go."""

from __future__ import annotations

from goofer_py.config.kind import Key, Kind

HEALTH_KEYS = (
    Key(
        "precheck",
        Kind.FLAG,
        "Whether migrate runs the prechecks first, if it has something to do.",
        "true",
    ),
    Key(
        "precheck_strict",
        Kind.FLAG,
        "Whether a precheck that warns also prevents the run.",
        "false",
    ),
    Key("precheck_skip", Kind.TEXTS, "Prechecks to skip, by their names.", '["clock"]'),
    Key(
        "precheck_free_disk",
        Kind.SOURCE,
        "The free bytes on the server's disk: a query, a command, or a local folder.",
        '"cmd:ssh db df --output=avail -B1 /var/lib/postgresql | tail -1"',
    ),
    Key("precheck_disk_reserve", Kind.NUMBER, "How many MB of the disk have to stay free.", "64"),
    Key(
        "precheck_backup",
        Kind.SOURCE,
        "The last backup: files, or a query or a command that returns its time and its size.",
        '"backups/*.dump"',
    ),
    Key("precheck_backup_age", Kind.NUMBER, "How old the last backup may be, in hours.", "24"),
    Key(
        "precheck_backup_size",
        Kind.COUNT,
        "How large the last backup has to be at least, in bytes.",
        "1",
    ),
    Key(
        "long_transaction",
        Kind.NUMBER,
        "How long other transactions may be open, in seconds.",
        "300",
    ),
    Key("idle_in_transaction", Kind.NUMBER, "How long they may be idle, in seconds.", "60"),
    Key(
        "lock_held",
        Kind.NUMBER,
        "How long others may hold locks on what a migration changes, in seconds.",
        "5",
    ),
    Key("replication_lag", Kind.NUMBER, "How far replicas may lag, in seconds.", "30"),
    Key("replication_bytes", Kind.NUMBER, "How far replicas may lag, in MB.", "256"),
    Key(
        "replicas",
        Kind.TEXTS,
        "The URLs of replicas to ask directly how far they lag.",
        '["postgresql://replica/shop"]',
    ),
    Key(
        "connections_left", Kind.COUNT, "How many connections have to stay free for programs.", "10"
    ),
    Key(
        "clock_skew",
        Kind.NUMBER,
        "How far the clocks of server and client may differ, in seconds.",
        "10",
    ),
    Key(
        "progress",
        Kind.FLAG,
        "Whether to ask the server, over a second connection, for the progress of long statements.",
        "false",
    ),
    Key("watch", Kind.FLAG, "Whether to watch the server's health during a run.", "true"),
    Key("watch_every", Kind.NUMBER, "How often to check it, in seconds.", "10"),
    Key(
        "watch_check",
        Kind.TEXT,
        "A URL that must answer during a run, or a query whose first value must be true.",
        '"https://shop.example/health"',
    ),
    Key(
        "watch_pause",
        Kind.NUMBER,
        "How long a run pauses for better health before it gives up, in seconds.",
        "60",
    ),
    Key("max_downtime", Kind.NUMBER, "How long a run may keep others waiting, in seconds.", "30"),
    Key(
        "rollback_timeout",
        Kind.NUMBER,
        "How long a failed run may take to go back, in seconds.",
        "300",
    ),
)
"""They stand in the tables [precheck] and [watch] too, under shorter names."""
