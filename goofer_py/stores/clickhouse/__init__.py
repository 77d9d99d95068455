"""ClickHouse: one server, or a cluster with Keeper."""
