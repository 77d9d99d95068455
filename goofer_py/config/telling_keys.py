"""The settings of what is told of runs to those who watch from elsewhere."""

from __future__ import annotations

from goofer_py.config.kind import Key, Kind

TELLING_KEYS = (
    Key(
        "push_gateway",
        Kind.TEXT,
        "The URL of a Prometheus Pushgateway for the metrics of each run.",
        '"http://pushgateway:9091"',
        secret=True,
    ),
    Key(
        "metrics_folder",
        Kind.PATH,
        "The folder of node_exporter's textfile collector, for the same metrics as a file.",
        '"/var/lib/node_exporter"',
    ),
    Key(
        "telemetry",
        Kind.FLAG,
        "Whether to report runs to OpenTelemetry, as spans and metrics.",
        "true",
    ),
    Key(
        "notify",
        Kind.TEXTS,
        "URLs to post messages about runs to.",
        '["${SLACK_WEBHOOK:-}"]',
        secret=True,
    ),
    Key(
        "notify_on",
        Kind.TEXTS,
        "When to post: start, success, failure, confirmation; default: all of them.",
        '["failure", "confirmation"]',
    ),
    Key(
        "notify_format",
        Kind.TEXT,
        "The format: as for Slack and similar chats, plain JSON, or chosen by the host.",
        '"auto"',
        ("auto", "slack", "json"),
    ),
    Key(
        "notify_wait",
        Kind.NUMBER,
        "How long a run waits at its end for messages to be delivered, in seconds.",
        "5",
    ),
)
"""They stand in the tables [metrics] and [notify] too, under shorter names."""
