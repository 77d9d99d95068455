"""The process that reads the entities of another revision, in an export of its files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from goofer_py.config import load_settings
from goofer_py.dialects import get_dialect
from goofer_py.errors import EntityError, GooferError
from goofer_py.project import Project
from goofer_py.schema.document import to_document


def main(arguments: Sequence[str]) -> None:
    """Write what the entities declare, and the versions of the migrations, as JSON.

    The arguments are the dialect, its default schema, the settings file, the database, the top
    of the checkout, the top of the export, and the file to write. Raises GooferError.
    """
    dialect, default_schema, config, database, top, tree, answer = arguments
    settings = load_settings(
        Path(config) if config else None, os.environ, {}, database=database or None
    )
    project = Project(settings)
    registry = project.registry()
    _refuse_the_checkout(settings.models, Path(top), Path(tree))
    schema = registry.desired(get_dialect(dialect), default_schema or None).schema
    source = project.source()
    versions = list(source.names()) if source.is_there else []
    document = {"schema": to_document(schema), "versions": versions}
    Path(answer).write_text(json.dumps(document), encoding="utf-8")


def _refuse_the_checkout(models: Iterable[str], top: Path, tree: Path) -> None:
    """Raise EntityError where entities come from the checkout, which an installation points at."""
    for name in {model.partition(":")[0] for model in models}:
        found = Path(str(getattr(sys.modules[name], "__file__", None) or tree)).resolve()
        inside = found.is_relative_to(top) and not found.is_relative_to(tree)
        if inside and "site-packages" not in found.parts:
            raise EntityError(
                f"{name} is imported from {found}, which is the checkout.",
                hint="name the folder of the modules in the settings: python_path",
            )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except GooferError as error:
        hint = f" ({error.hint})" if error.hint else ""
        sys.exit(f"{error.message}{hint}")
