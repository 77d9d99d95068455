"""Programs of the system that tests need, installed where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))


def program(name: str) -> str | None:
    """Return the program of the Debian package of the same name; None without one."""
    found = shutil.which(name, path=_PATH)
    apt = shutil.which("apt-get")
    if found is None and apt is not None and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = [apt, "install", "-y", "-qq", "--no-install-recommends", name]
        subprocess.run([apt, "-qq", "update"], env=environment, check=False)
        subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL)
        found = shutil.which(name, path=_PATH)
    return found
