"""Cassandra and ScyllaDB."""
