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
    from goofer_py.cli.packed import Packed

    path = Path(output)
    if path.exists() and not packing.is_bundle(path):
        raise UsageError(f"{path} is there, and is no bundle. Nothing was written.")
    versions = run.project.source().names()
    packed = Packed()
    packed.take(run.settings)
    content = packing.program()
    brought = packing.packages(_drivers(run))
    for package in brought.values():
        content |= packing.files_of(package)
    for name, folder in packed.folders.items():
        content |= packing.folder_of(name, folder)
    content[f"{PROJECT}/goofer.toml"] = packing.toml(packed.values).encode()
    try:
        packing.write(path, content)
    except OSError as error:
        raise GooferError(f"{path} could not be written: {error.strerror}.") from None
    run.output.result(
        path=path,
        migrations=len(versions),
        folders=list(packed.folders),
        packages={name: package.version for name, package in brought.items()},
        left_out=packed.left_out,
    )
    for place in packed.left_out:
        run.output.warn(f"{place}: the url has a password and was left out; set GOOFER_URL there")
    run.output.say(
        f"Wrote {path}: {count(len(versions), 'migration')}, {path.stat().st_size >> 10} kB"
    )
    run.output.say(f"Next: python {path} status")


def _drivers(run: Run) -> tuple[str, ...]:
    """Return the packages of drivers that are worth packing: those without compiled code."""
    from goofer_py.stores.registry import store_for
    from goofer_py.stores.url import parse_url

    if run.settings.url is None:
        return ("pymysql",)
    return getattr(store_for(parse_url(run.settings.url)), "pure_drivers", ())
