"""The settings that exist: the one list that reading, `goofer init` and the docs are made from."""

from __future__ import annotations

from goofer_py.config.health_keys import HEALTH_KEYS
from goofer_py.config.kind import Key, Kind
from goofer_py.config.telling_keys import TELLING_KEYS

__all__ = ["BY_NAME", "KEYS", "Key", "Kind"]

KEYS = (
    Key(
        "url",
        Kind.TEXT,
        "The database to migrate, as an SQLAlchemy URL.",
        '"${DATABASE_URL}"',
    ),
    Key(
        "directory",
        Kind.FOLDERS,
        "The folder of the migrations, or a list of folders; new migrations go to the first.",
        '"migrations"',
    ),
    Key(
        "seeds",
        Kind.PATH,
        "The folder of the seeds.",
        '"seeds"',
    ),
    Key(
        "recursive",
        Kind.FLAG,
        "Whether to look for migrations in subfolders too.",
        "false",
    ),
    Key(
        "models",
        Kind.TEXTS,
        "The modules and packages that declare the entities.",
        '["app.models"]',
    ),
    Key(
        "objects",
        Kind.PATHS,
        "Folders of .sql files that declare views, functions, triggers and other objects.",
        '["db/objects"]',
    ),
    Key(
        "manage",
        Kind.TEXTS,
        "Kinds of objects to drop when nothing declares them, even the last of a kind.",
        '["view", "function", "trigger"]',
    ),
    Key(
        "python_path",
        Kind.PATHS,
        "Folders to import modules from first; a src folder in one of them counts too.",
        '["."]',
    ),
    Key(
        "schemas",
        Kind.TEXTS,
        "Schemas of the database to manage, besides the default one.",
        '["billing"]',
    ),
    Key(
        "include",
        Kind.TEXTS,
        'Patterns for the tables to manage, as "table" or "schema.table".',
        '["*"]',
    ),
    Key(
        "exclude",
        Kind.TEXTS,
        "Patterns for tables to leave alone, besides those of other tools.",
        '["tmp_*"]',
    ),
    Key(
        "ignore",
        Kind.PATTERNS,
        "Patterns, by kind of object, for what to leave as it is: tables, columns, indexes, ...",
        '{ columns = ["users.legacy_*"] }',
    ),
    Key(
        "generate_from",
        Kind.TEXT,
        "What to compare the entities with: the database, or the schema that the migrations build.",
        '"database"',
        ("database", "migrations"),
    ),
    Key(
        "on_drop",
        Kind.TEXT,
        "What to do with the rows that a generated drop would lose.",
        '"ask"',
        ("ask", "keep", "discard"),
    ),
    Key(
        "proof",
        Kind.FLAG,
        "Whether to prove a generated migration before writing it.",
        "true",
    ),
    Key(
        "column_order",
        Kind.FLAG,
        "Whether a different order of columns is a change.",
        "false",
    ),
    Key(
        "online",
        Kind.FLAG,
        "Whether to split changes that running programs would not survive into steps.",
        "false",
    ),
    Key(
        "versioned_views",
        Kind.FLAG,
        "Whether to give each version of a program its own views of the tables (PostgreSQL).",
        "false",
    ),
    Key(
        "answers",
        Kind.PATH,
        "The file with answers about renames and dropped rows, for runs without a terminal.",
        '"goofer.answers.toml"',
    ),
    Key(
        "templates",
        Kind.PATH,
        "A folder of SQL templates that replace goofer's own.",
        '"sql_templates"',
    ),
    Key(
        "history_table",
        Kind.TEXT,
        "The table that records what ran.",
        '"goofer_history"',
    ),
    Key(
        "history_schema",
        Kind.TEXT,
        "The schema (on MySQL the database) of that table; created if it does not exist.",
        '"migrations"',
    ),
    Key(
        "lease_ttl",
        Kind.NUMBER,
        "How long a run holds the database after its last heartbeat, in seconds.",
        "10",
    ),
    Key(
        "lease_heartbeat",
        Kind.NUMBER,
        "How often a run renews its lease, in seconds.",
        "5",
    ),
    Key(
        "lease_tries",
        Kind.NUMBER,
        "How often a run asks for a database that another run holds.",
        "140",
    ),
    Key(
        "lease_pause",
        Kind.NUMBER,
        "How long it waits between two tries, in seconds.",
        "0.5",
    ),
    Key(
        "orphans",
        Kind.TEXT,
        "What to do with statements of an ended run that still run on the server.",
        '"wait"',
        ("wait", "end"),
    ),
    Key(
        "statement_timeout",
        Kind.NUMBER,
        "How long each statement of a migration may take, in seconds.",
        "300",
    ),
    Key(
        "lock_timeout",
        Kind.NUMBER,
        "How long each statement of a migration may wait for a lock, in seconds.",
        "5",
    ),
    Key(
        "lock_retries",
        Kind.COUNT,
        "How often to retry after a lock timeout; default 5 with a lock_timeout, otherwise 0.",
        "5",
    ),
    Key(
        "online_tool",
        Kind.TEXT,
        "The tool that copies large tables of MySQL and MariaDB, instead of goofer itself.",
        '"pt-online-schema-change"',
        ("pt-online-schema-change", "gh-ost"),
    ),
    Key(
        "batch_seconds",
        Kind.NUMBER,
        "How long a batch of rows should take, in seconds, if no size is given.",
        "0.2",
    ),
    Key(
        "batch_lag",
        Kind.NUMBER,
        "How far replicas may lag while rows are moved in batches, in seconds.",
        "10",
    ),
    Key(
        "batch_load",
        Kind.NUMBER,
        "How many statements may run meanwhile; default: twice as at the start, at least 25.",
        "25",
    ),
    Key(
        "batch_wait",
        Kind.NUMBER,
        "How long batches wait for replicas and load before the run ends, in seconds.",
        "600",
    ),
    Key(
        "lint_fail_on",
        Kind.TEXT,
        "The severity from which migrate refuses to run and lint fails; default for lint: error.",
        '"error"',
        ("never", "info", "warning", "error"),
    ),
    Key(
        "lint_ignore",
        Kind.TEXTS,
        "Rules of the linter to skip, by their ids.",
        '["PG101", "SD102"]',
    ),
    Key(
        "lint_small_table_rows",
        Kind.COUNT,
        "Tables with fewer rows (and less than 50 MB) are small: hazards to them are milder.",
        "10000",
    ),
    Key(
        "lint_target_version",
        Kind.TEXT,
        "The server version to lint for, if no live server is asked.",
        '"16.4"',
    ),
    Key(
        "lint_names",
        Kind.PATTERNS,
        "Regular expressions that new names have to match, by kind: schemas, tables, columns,"
        " indexes, foreign_keys, checks.",
        '{ tables = ["[a-z_]+s"], indexes = ["by_.*", "ix_.*"] }',
    ),
    Key(
        "lint_owned",
        Kind.TEXTS,
        "Patterns for the tables that the migrations may change; default: all.",
        '["shop.*", "orders*"]',
    ),
    Key(
        "lint_per_path",
        Kind.PATTERNS,
        "Rules to skip for some files, by patterns for their paths from the settings file on.",
        '{ "migrations/legacy/*" = ["PG101"] }',
    ),
    Key(
        "hooks",
        Kind.COMMANDS,
        "Commands to run before and after each run and each migration.",
        '{ before_run = ["pg_dump --file before.sql"] }',
    ),
    *HEALTH_KEYS,
    *TELLING_KEYS,
    Key(
        "checks",
        Kind.PATH,
        "The folder of queries that must return no rows before and after each run.",
        '"checks"',
    ),
    Key(
        "check_functions",
        Kind.TEXTS,
        "Functions that find unwanted data before and after each run.",
        '["app.checks:totals"]',
    ),
    Key(
        "check_ready",
        Kind.TEXTS,
        "Ready-made checks: orphans, nulls, rows (no fewer than before) and sequences.",
        '["orphans", "sequences"]',
    ),
    Key(
        "check_required",
        Kind.TEXTS,
        "Patterns for columns that must have a value although the database allows NULL.",
        '["users.email"]',
    ),
    Key(
        "check_tables",
        Kind.TEXTS,
        "Patterns for the tables that the ready-made checks cover.",
        '["*"]',
    ),
    Key(
        "single_transaction",
        Kind.FLAG,
        "Whether all migrations of a run share one transaction.",
        "false",
    ),
    Key(
        "auto_rollback",
        Kind.FLAG,
        "Whether a failed run goes back to where it started.",
        "false",
    ),
    Key(
        "allow_out_of_order",
        Kind.FLAG,
        "Whether migrations older than the latest applied one may run.",
        "false",
    ),
    Key(
        "allow_missing",
        Kind.FLAG,
        "Whether migrations may run while files of applied ones are gone.",
        "false",
    ),
    Key(
        "allow_newer",
        Kind.FLAG,
        "Whether a database may be newer than all the files.",
        "false",
    ),
    Key(
        "environment",
        Kind.TEXT,
        "What this database is for; GOOFER_ENV and APP_ENV set it too.",
        '"development"',
    ),
    Key(
        "protected",
        Kind.TEXTS,
        "Environments to protect, besides production and prod, which always are.",
        '["staging"]',
    ),
    Key(
        "tenants",
        Kind.SOURCE,
        "Where the names of the tenants come from: a query, a file, or a command (cmd:...).",
        '"SELECT name FROM public.tenants ORDER BY name"',
    ),
    Key(
        "tenant_schema",
        Kind.TEXT,
        "The schema (on MySQL the database) of a tenant; {tenant} is its name.",
        '"tenant_{tenant}"',
    ),
    Key(
        "tenant_url",
        Kind.TEXT,
        "The database of a tenant, if each has its own; {tenant} is its name.",
        '"sqlite:///tenants/{tenant}.db"',
    ),
    Key(
        "tenant_search_path",
        Kind.TEXTS,
        "Schemas to search after that of the tenant.",
        '["public"]',
    ),
    Key(
        "tenant_create",
        Kind.FLAG,
        "Whether to create the schema of a tenant if it does not exist.",
        "false",
    ),
    Key(
        "environments",
        Kind.TEXTS,
        "The environments that have this database; default: all.",
        '["staging", "production"]',
    ),
)
"""Every setting, in the order in which `goofer init` writes them."""

BY_NAME = {key.name: key for key in KEYS}
