"""Programs of the system that tests need, installed where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))


def program(name: str, package: str = "") -> str | None:
    """Return the program of a Debian package, mostly of the same name; None without one."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        _install(package or name)
        found = shutil.which(name, path=_PATH)
    return found


def installed(path: Path, package: str) -> Path | None:
    """Return a file of a Debian package; None without it."""
    if not path.exists():
        _install(package)
    return path if path.exists() else None


def _install(name: str) -> None:
    """Install a Debian package, where that can be done."""
    apt = shutil.which("apt-get")
    if apt is not None and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = [apt, "install", "-y", "-qq", "--no-install-recommends", name]
        subprocess.run([apt, "-qq", "update"], env=environment, check=False)
        subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL)
