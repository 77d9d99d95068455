"""Flyway: its library from Maven's repository, and a program that calls it.

`python -m tests.servers.flyway` makes sure that it is there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers.binaries import NoServerError
from tests.servers.cluster import key_of
from tests.servers.peers import folder

VERSION = "10.22.0"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_ARTEFACTS = (
    ("org.flywaydb", "flyway-core", VERSION),
    ("org.flywaydb", "flyway-database-postgresql", VERSION),
    ("org.flywaydb", "flyway-mysql", VERSION),
    ("org.mariadb.jdbc", "mariadb-java-client", "3.4.1"),
    ("org.postgresql", "postgresql", "42.7.4"),
    ("org.xerial", "sqlite-jdbc", "3.45.3.0"),
    ("org.slf4j", "slf4j-nop", "2.0.13"),
)
_PROJECT = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>flyway</artifactId><version>1</version>
<dependencies>{}</dependencies></project>
"""
# Its command line is in no public repository; this is the call that the command line makes.
_PROGRAM = """\
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Arguments: COMMAND URL USER PASSWORD FOLDER [KEY=VALUE]... */
public class Run {
    public static void main(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 5; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            options.put("flyway." + pair[0], pair[1]);
        }
        Flyway flyway = Flyway.configure().dataSource(args[1], args[2], args[3])
            .locations("filesystem:" + args[4]).configuration(options).load();
        switch (args[0]) {
            case "migrate": flyway.migrate(); break;
            case "baseline": flyway.baseline(); break;
            case "repair": flyway.repair(); break;
            default: throw new IllegalArgumentException(args[0]);
        }
    }
}
"""


def find() -> list[str]:
    """Return the beginning of its command line; raises NoServerError when it is not there."""
    place, java = _place(), shutil.which("java")
    if java is None or not place.is_dir():
        raise NoServerError("no flyway on this machine; to get it: python -m tests.servers.flyway")
    return [java, "-XX:TieredStopAtLevel=1", "-cp", f"{place}:{place}/*", "Run"]


def provide() -> list[str]:
    """Return the same, after fetching what was missing; raises NoServerError."""
    try:
        return find()
    except NoServerError:
        _fetch()
    return find()


def _place() -> Path:
    return folder() / f"flyway-{VERSION}-{key_of(str(_ARTEFACTS), _PROGRAM)}"


def _fetch() -> None:
    maven, compiler = shutil.which("mvn"), shutil.which("javac")
    if maven is None or compiler is None:
        raise NoServerError("flyway cannot be fetched: there is no Maven, or no Java compiler")
    listed = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
        f"<version>{version}</version></dependency>"
        for group, name, version in _ARTEFACTS
    )
    with tempfile.TemporaryDirectory(dir=folder()) as work:
        place = Path(work)
        (place / "pom.xml").write_text(_PROJECT.format(listed))
        (place / "Run.java").write_text(_PROGRAM)
        _run(place, maven, "-q", "-B", _COPY, "-DoutputDirectory=jars")
        _run(place, compiler, "-cp", "jars/*", "-d", "jars", "Run.java")
        (place / "jars").rename(_place())


def _run(place: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(f"{command[0]} failed: {(done.stdout + done.stderr).strip()[-2000:]}")


def main() -> int:
    """Fetch it if it is not there; a machine where that is impossible is no failure here."""
    try:
        sys.stdout.write(f"flyway {VERSION}: {provide()[3]}\n")
    except NoServerError as error:
        sys.stdout.write(f"{error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
