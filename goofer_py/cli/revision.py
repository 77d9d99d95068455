"""What the entities of another git revision declare, read in an export of its files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goofer_py.cli.run import Run
from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError, UsageError
from goofer_py.hazards.programs import Programs
from goofer_py.schema import Enum
from goofer_py.schema.document import from_document

_READER = "goofer_py.cli.revision_reader"


def programs(
    run: Run, revision: str, dialect: Dialect, default_schema: str | None, enums: Sequence[Enum]
) -> Programs:
    """Return what the entities of `revision` and those of this working directory declare.

    The checkout, its index and its list of worktrees stay as they are. Raises UsageError without
    git, outside of a repository and for a revision that there is not, EntityError where the
    revision's entities cannot be read.
    """
    new = run.project.registry().desired(dialect, default_schema).schema
    with TemporaryDirectory(prefix="goofer-revision-") as made:
        folder = Path(made).resolve()
        top = _exported(revision, folder)
        found = _read(run, revision, folder, top, (dialect.name, default_schema or ""))
    released = frozenset(map(str, found["versions"]))
    return Programs(revision, from_document(found["schema"]), new, released, tuple(enums))


def _exported(revision: str, folder: Path) -> Path:
    """Write the files of a revision into `folder`/tree; return the top of the checkout.

    `git archive` would leave out what the attributes say, and a worktree would be listed in the
    repository: an index of its own does neither.
    """
    git = shutil.which("git")
    if git is None:
        raise UsageError("--compatible-with needs git, which is not on the PATH.")
    top = Path(_git((git, "rev-parse", "--show-toplevel"), "This is no checkout of git")).resolve()
    wanted = (git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(
        wanted, f"There is no revision {revision!r} in {top}", hint="git fetch, or git log --all"
    )
    own = {"GIT_INDEX_FILE": str(folder / "index")}
    calls = (git, "-c", f"core.hooksPath={folder}", "-C", str(top))
    failed = f"The files of {revision} cannot be written to {folder}"
    _git((*calls, "read-tree", commit), failed, own)
    _git((*calls, "checkout-index", "--all", f"--prefix={folder}/tree/"), failed, own)
    (folder / "tree").mkdir(exist_ok=True)
    return top


def _git(
    command: Sequence[str], failed: str, more: Mapping[str, str] | None = None, hint: str = ""
) -> str:
    environment = {**os.environ, **(more or {}), "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 - git, with a revision that cannot be an option
        command, capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        said = done.stderr.strip()
        told = f"{failed}: {said}" if said else failed
        raise UsageError(f"{told}. Nothing was linted.", hint=hint or None)
    return done.stdout.strip()


def _read(
    run: Run, revision: str, folder: Path, top: Path, target: Sequence[str]
) -> dict[str, Any]:
    """Have the entities read by another process, which works in the export."""
    here, tree = Path.cwd().resolve(), folder / "tree"
    start = tree / here.relative_to(top) if here.is_relative_to(top) else tree
    if not start.is_dir():
        raise UsageError(f"{revision} has no folder {here.relative_to(top)}. Nothing was linted.")
    config = "" if run.config is None else str(_moved(run.config, top, tree))
    answer = folder / "answer.json"
    asked = (*target, config, run.database or "", str(top), str(tree), str(answer))
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = os.pathsep.join(str(_moved(Path(one), top, tree)) for one in paths if one)
    done = subprocess.run(  # noqa: S603 - this very Python
        (sys.executable, "-m", _READER, *asked),
        cwd=start,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if not answer.is_file():
        said = done.stderr.strip().replace(f"{tree}{os.sep}", "") or "the process ended"
        raise EntityError(f"The entities of {revision} cannot be read: {said}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _moved(path: Path, top: Path, tree: Path) -> Path:
    """Return where a path of the checkout is in the export; others stay what they are."""
    whole = path.resolve()
    return tree / whole.relative_to(top) if whole.is_relative_to(top) else whole
