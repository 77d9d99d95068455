"""A database's structure as frozen values: physical, in the text one dialect uses.

Everything here compares by value. Names in the connection's default schema have `schema=None`.
"""

from goofer_py.schema.column import Column, Computed, Identity, Type
from goofer_py.schema.constraint import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Unique,
)
from goofer_py.schema.enum import Enum
from goofer_py.schema.index import Index, IndexPart
from goofer_py.schema.name import Name
from goofer_py.schema.object import Declared, ObjectKey, SchemaObject, Use
from goofer_py.schema.override import Override
from goofer_py.schema.schema import Schema
from goofer_py.schema.sequence import Sequence
from goofer_py.schema.table import Table
from goofer_py.schema.unmanaged import Unmanaged

__all__ = [
    "Check",
    "Column",
    "Computed",
    "Constraint",
    "Declared",
    "Enum",
    "Exclusion",
    "ForeignKey",
    "Identity",
    "Index",
    "IndexPart",
    "Name",
    "ObjectKey",
    "Override",
    "PrimaryKey",
    "Schema",
    "SchemaObject",
    "Sequence",
    "Table",
    "Type",
    "Unique",
    "Unmanaged",
    "Use",
]
