"""The settings of what is told of runs to those who watch from elsewhere."""

from __future__ import annotations

from goofer_py.config.kind import Key, Kind

TELLING_KEYS = (
    Key(
        "push_gateway",
        Kind.TEXT,
        "The URL of a Pushgateway of Prometheus that gets the metrics of each run at its end.",
        '"http://pushgateway:9091"',
        secret=True,
    ),
    Key(
        "metrics_folder",
        Kind.PATH,
        "The folder of node_exporter's textfile collector that gets them, as a file.",
        '"/var/lib/node_exporter"',
    ),
    Key(
        "telemetry",
        Kind.FLAG,
        "Whether runs are told to OpenTelemetry, as spans and metrics.",
        "true",
    ),
    Key(
        "notify",
        Kind.TEXTS,
        "URLs that messages about runs are posted to.",
        '["${SLACK_WEBHOOK:-}"]',
        secret=True,
    ),
    Key(
        "notify_on",
        Kind.TEXTS,
        "What is told there: start, success, failure, confirmation; without it all of them.",
        '["failure", "confirmation"]',
    ),
    Key(
        "notify_format",
        Kind.TEXT,
        "How: as Slack and those like it want it, as plain JSON, or by the host.",
        '"auto"',
        ("auto", "slack", "json"),
    ),
    Key(
        "notify_wait",
        Kind.NUMBER,
        "How long the end of a run may wait for messages to be delivered, in seconds.",
        "5",
    ),
)
"""They stand in the tables [metrics] and [notify] too, under shorter names."""
