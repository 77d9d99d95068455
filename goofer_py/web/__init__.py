"""The dashboard: databases, migrations and runs in a browser."""
