"""goofer bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goofer_py.cli.bundled import PROJECT
from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import GooferError, UsageError


@command
def bundle(
    run: Run,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The archive to write.")
    ] = "app-migrations.pyz",
) -> None:
    """Pack the migrations, the settings and goofer into one file that Python runs.

    `python app-migrations.pyz migrate` needs Python and, unless the database is SQLite, MySQL or
    MariaDB, its driver. The same input gives the same bytes. No password is packed.
    """
    from goofer_py.cli import bundle as packing
    from goofer_py.cli.packed import pack
    from goofer_py.cli.toml import written

    path = Path(output)
    if path.exists() and not packing.is_bundle(path):
        raise UsageError(f"{path} is there, and is no bundle. Nothing was written.")
    packed = pack(run)
    content = packing.program()
    brought = packing.packages(packed.drivers)
    for package in brought.values():
        content |= packing.files_of(package)
    for name, folder in packed.folders.items():
        content |= packing.folder_of(name, folder)
    content[f"{PROJECT}/goofer.toml"] = written(packed.values).encode()
    try:
        content |= {f"{PROJECT}/{name}": file.read_bytes() for name, file in packed.files.items()}
        packing.write(path, content)
    except OSError as error:
        raise GooferError(
            f"{error.filename or path}: {error.strerror}; {path} is as it was."
        ) from None
    run.output.result(
        path=path,
        migrations=packed.migrations,
        folders=[*packed.folders, *sorted(packed.files)],
        packages={name: package.version for name, package in brought.items()},
        left_out=[*packed.left_out, *packed.silenced],
    )
    for place in packed.left_out:
        run.output.warn(f"{place}: the url has a password and was left out; set GOOFER_URL there")
    for place in packed.silenced:
        run.output.warn(f"{place}: what lets anybody tell of runs was left out; use a variable")
    run.output.say(
        f"Wrote {path}: {count(packed.migrations, 'migration')}, {path.stat().st_size >> 10} kB"
    )
    run.output.say(f"Next: python {path} status")
