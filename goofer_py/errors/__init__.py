"""Every error goofer raises, as one short tree.

GooferError                       exit code 1
├── UsageError                    2   the call or a setting is wrong; nothing was touched
│   ├── ConfigError               2   goofer.toml, [tool.goofer] or GOOFER_*
│   ├── Unconfirmed               2   somebody has to confirm it, and nobody could be asked
│   ├── Declined                  2   somebody was asked, and said no
│   ├── UnknownVersion            2   a version that no migration has
│   ├── UndeclaredDatabase        2   a migration changes a database without saying so
│   ├── AnswerNeeded              2   a question that only a person or an answers file settles
│   ├── ToolMissing               2   a program of the server's that is not there, or too old
│   ├── MissingExtra              2   the extra that brings what makes it
│   └── MissingDriver             2   the extra to install
├── EntityError                   1   an entity cannot be read as a table
│   ├── UnmappedType              1
│   ├── UnknownModule             1   no module of entities has that name
│   └── ImportFailed              1
├── FileError                     1   a migration file is wrong; nothing ran
│   └── UnfinishedStatement       1
├── StoreError                    1   the database refused or is out of reach
│   ├── ConnectionFailed          1
│   ├── StatementFailed           1
│   ├── CopyDiffers               1   a copy of a table is not the same, so it was not swapped
│   ├── MigrationFailed           1   a statement failed; says what was and was not done
│   │   ├── PartlyDone            1   of several databases; says how each of them stands
│   │   ├── RollbackFailed        7   a run failed, and what it did could not all be taken back
│   │   └── Unhealthy             8   others suffered from a run, so it was ended
│   ├── CheckFailed               6   a check of the data failed before or after a run
│   ├── HistoryTooNew             1
│   ├── NotEmpty                  1   load and restore want an empty database; names what is there
│   ├── LoadFailed                1
│   ├── BackupFailed              1   the server's own tool failed, or what it wrote is not whole
│   ├── RebuildRefused            1
│   └── ScratchRefused            1
├── GenerateError                 1   no migration was written
│   ├── UnsafeChange              1   rows could not survive it
│   ├── SquashRefused             1   one migration would lose what many do; names it
│   └── ProofFailed               1
├── SomeFailed                    1   some of many databases failed; their code if it is one
├── ChangesFound                  3   `--check` found something to do
├── HookFailed                    1   what was to be done before or after a run failed
├── LockLost                      4   another run holds or took the lease
├── DirtyOrDrifted                5   the database is not what its history says
├── PrecheckFailed                8   something stands in the way of a run; nothing was begun
├── HazardsFound                9   what a migration would lock, break or lose is above fail_on
└── Interrupted                   130 a signal ended the run between statements

Each class has `exit_code`; each instance has `hint`, the next command to type or None.
"""

from __future__ import annotations

from goofer_py.errors.calls import (
    AnswerNeeded,
    ConfigError,
    Declined,
    EntityError,
    FileError,
    GooferError,
    ImportFailed,
    MissingDriver,
    MissingExtra,
    ToolMissing,
    Unconfirmed,
    UndeclaredDatabase,
    UnfinishedStatement,
    UnknownModule,
    UnknownVersion,
    UnmappedType,
    UsageError,
)
from goofer_py.errors.databases import (
    BackupFailed,
    CheckFailed,
    ConnectionFailed,
    CopyDiffers,
    HistoryGone,
    HistoryTooNew,
    LoadFailed,
    MigrationFailed,
    NotEmpty,
    PartlyDone,
    RebuildRefused,
    RollbackFailed,
    ScratchRefused,
    StatementFailed,
    StoreError,
    Unhealthy,
)
from goofer_py.errors.runs import (
    ChangesFound,
    DirtyOrDrifted,
    GenerateError,
    HazardsFound,
    HookFailed,
    Interrupted,
    LockLost,
    PrecheckFailed,
    ProofFailed,
    SomeFailed,
    SquashRefused,
    UnkeyedReference,
    UnsafeChange,
)

__all__ = [
    "AnswerNeeded",
    "BackupFailed",
    "ChangesFound",
    "CheckFailed",
    "ConfigError",
    "ConnectionFailed",
    "CopyDiffers",
    "Declined",
    "DirtyOrDrifted",
    "EntityError",
    "FileError",
    "GenerateError",
    "GooferError",
    "HazardsFound",
    "HistoryGone",
    "HistoryTooNew",
    "HookFailed",
    "ImportFailed",
    "Interrupted",
    "LoadFailed",
    "LockLost",
    "MigrationFailed",
    "MissingDriver",
    "MissingExtra",
    "NotEmpty",
    "PartlyDone",
    "PrecheckFailed",
    "ProofFailed",
    "RebuildRefused",
    "RollbackFailed",
    "ScratchRefused",
    "SomeFailed",
    "SquashRefused",
    "StatementFailed",
    "StoreError",
    "ToolMissing",
    "Unconfirmed",
    "UndeclaredDatabase",
    "UnfinishedStatement",
    "Unhealthy",
    "UnkeyedReference",
    "UnknownModule",
    "UnknownVersion",
    "UnmappedType",
    "UnsafeChange",
    "UsageError",
]
