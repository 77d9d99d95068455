"""What statements of PostgreSQL do, told by the server's own parser (libpg_query)."""
