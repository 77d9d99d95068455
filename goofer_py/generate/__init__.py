"""From the desired schema to proved migration files."""
