"""Redis and Valkey: standalone, behind Sentinel, or as a Cluster."""
