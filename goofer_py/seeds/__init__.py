"""Seeds: rows that a database of an environment begins with."""
