"""The entities of mlflow as its own migrations make them.

As they are declared no database takes them: two indexes name no column, and a foreign key refers
to a column that is no key.
"""

from __future__ import annotations

from importlib import import_module

import sqlalchemy as sa

import_module("mlflow.store.tracking.dbmodels.models")
import_module("mlflow.store.model_registry.dbmodels.models")
metadata: sa.MetaData = import_module("mlflow.store.db.base_sql_model").Base.metadata


def _give_indexes_their_column(table: sa.Table) -> None:
    for index in list(table.indexes):
        if not index.expressions:
            table.indexes.remove(index)
            sa.Index(index.name, table.c.request_id)


def _drop_foreign_key_to_no_key(table: sa.Table) -> None:
    for key in list(table.foreign_key_constraints):
        table.constraints.remove(key)
        for element in key.elements:
            table.foreign_keys.remove(element)
            element.parent.foreign_keys.remove(element)


for _table in metadata.tables.values():
    _give_indexes_their_column(_table)
_drop_foreign_key_to_no_key(metadata.tables["input_tags"])
