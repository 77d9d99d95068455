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
        "The folder of the migrations, or a list of folders; new ones go to the first.",
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
        "Whether migrations are looked for in the folders inside of it too.",
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
        "Kinds of objects that are dropped when nothing declares them, even the last of a kind.",
        '["view", "function", "trigger"]',
    ),
    Key(
        "python_path",
        Kind.PATHS,
        "Folders that modules are imported from first; a src folder in one of them counts too.",
        '["."]',
    ),
    Key(
        "schemas",
        Kind.TEXTS,
        "Schemas of the database that are managed besides the default one.",
        '["billing"]',
    ),
    Key(
        "include",
        Kind.TEXTS,
        'Patterns for the tables that are managed, as "table" or "schema.table".',
        '["*"]',
    ),
    Key(
        "exclude",
        Kind.TEXTS,
        "Patterns for tables that are left alone, besides those of other tools.",
        '["tmp_*"]',
    ),
    Key(
        "ignore",
        Kind.PATTERNS,
        "Patterns by kind of object for what is left as it is: tables, columns, indexes, ...",
        '{ columns = ["users.legacy_*"] }',
    ),
    Key(
        "generate_from",
        Kind.TEXT,
        "What the entities are compared with: the database, or what the migrations build.",
        '"database"',
        ("database", "migrations"),
    ),
    Key(
        "on_drop",
        Kind.TEXT,
        "What becomes of the rows that a generated drop would lose.",
        '"ask"',
        ("ask", "keep", "discard"),
    ),
    Key(
        "proof",
        Kind.FLAG,
        "Whether a generated migration is proved before it is written.",
        "true",
    ),
    Key(
        "column_order",
        Kind.FLAG,
        "Whether columns in another order than the entities say are a change.",
        "false",
    ),
    Key(
        "online",
        Kind.FLAG,
        "Whether what running programs would not survive is made in steps.",
        "false",
    ),
    Key(
        "versioned_views",
        Kind.FLAG,
        "Whether each version of a program gets views of the tables as it knows them (PostgreSQL).",
        "false",
    ),
    Key(
        "answers",
        Kind.PATH,
        "The file that answers questions about renames and dropped data where nobody can be asked.",
        '"goofer.answers.toml"',
    ),
    Key(
        "templates",
        Kind.PATH,
        "A folder of SQL templates that take the place of goofer's own.",
        '"sql_templates"',
    ),
    Key(
        "history_table",
        Kind.TEXT,
        "The table that remembers what ran.",
        '"goofer_history"',
    ),
    Key(
        "history_schema",
        Kind.TEXT,
        "The schema (on MySQL the database) of that table; it is made if it is not there.",
        '"migrations"',
    ),
    Key(
        "lease_ttl",
        Kind.NUMBER,
        "How long a run holds the database after it was last heard of, in seconds.",
        "10",
    ),
    Key(
        "lease_heartbeat",
        Kind.NUMBER,
        "How often a run is heard of, in seconds.",
        "5",
    ),
    Key(
        "lease_tries",
        Kind.NUMBER,
        "How often a run asks for a database that another one holds.",
        "140",
    ),
    Key(
        "lease_pause",
        Kind.NUMBER,
        "How long it waits before it asks again, in seconds.",
        "0.5",
    ),
    Key(
        "orphans",
        Kind.TEXT,
        "What becomes of statements that an ended run left at work on the server.",
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
        "How often what failed for a lock is tried again; 5 with a lock_timeout, else 0.",
        "5",
    ),
    Key(
        "online_tool",
        Kind.TEXT,
        "The program that changes tables of MySQL and MariaDB through a copy in place of goofer.",
        '"pt-online-schema-change"',
        ("pt-online-schema-change", "gh-ost"),
    ),
    Key(
        "batch_seconds",
        Kind.NUMBER,
        "How long a batch of rows should take, in seconds, where no size is said.",
        "0.2",
    ),
    Key(
        "batch_lag",
        Kind.NUMBER,
        "How far replicas may be behind while rows are moved in batches, in seconds.",
        "10",
    ),
    Key(
        "batch_load",
        Kind.NUMBER,
        "How many statements may be at work meanwhile; else twice as at the start, at least 25.",
        "25",
    ),
    Key(
        "batch_wait",
        Kind.NUMBER,
        "How long batches wait for both before the run ends, in seconds.",
        "600",
    ),
    Key(
        "lint_fail_on",
        Kind.TEXT,
        "From which hazards on migrate refuses to run and lint fails; without it, lint at errors.",
        '"error"',
        ("never", "info", "warning", "error"),
    ),
    Key(
        "lint_ignore",
        Kind.TEXTS,
        "Rules of the linter that are not asked, by their ids.",
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
        "The version of the server that migrations are linted for, where no live one says it.",
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
        "Patterns of the tables that the migrations may change; without it all of them.",
        '["shop.*", "orders*"]',
    ),
    Key(
        "lint_per_path",
        Kind.PATTERNS,
        "Rules that are not asked of some files, by patterns of their paths from the settings on.",
        '{ "migrations/legacy/*" = ["PG101"] }',
    ),
    Key(
        "hooks",
        Kind.COMMANDS,
        "What is done before and after each run and each migration, by when it is.",
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
        "Functions that find what should not be there before and after each run.",
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
        "Patterns for columns that must have a value although the database lets them be NULL.",
        '["users.email"]',
    ),
    Key(
        "check_tables",
        Kind.TEXTS,
        "Patterns for the tables that ready-made checks look at.",
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
        "Whether a run that fails goes back to where it had started.",
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
        "What this database is for; GOOFER_ENV and APP_ENV say it too.",
        '"development"',
    ),
    Key(
        "protected",
        Kind.TEXTS,
        "Environments that are protected like production and prod, which always are.",
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
        "The database of a tenant, where each has one of its own; {tenant} is its name.",
        '"sqlite:///tenants/{tenant}.db"',
    ),
    Key(
        "tenant_search_path",
        Kind.TEXTS,
        "Schemas in which names are looked for behind that of the tenant.",
        '["public"]',
    ),
    Key(
        "tenant_create",
        Kind.FLAG,
        "Whether the schema of a tenant is made when it is not there.",
        "false",
    ),
    Key(
        "environments",
        Kind.TEXTS,
        "The environments that have this database; without it all of them.",
        '["staging", "production"]',
    ),
)
"""Every setting, in the order in which `goofer init` writes them."""

BY_NAME = {key.name: key for key in KEYS}
