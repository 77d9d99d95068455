"""The programs of OpenSearch and Elasticsearch: their libraries from Maven's repository.

`python -m tests.servers.search_binaries` makes sure that they are there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers.binaries import NoServerError
from tests.servers.cluster import key_of
from tests.servers.peers import folder

_RECIPES = Path(__file__).resolve().parent
_COPY = "dependency:copy-dependencies"
_CREDENTIALS = "root:%2Bsecret%2F@"


@dataclass(frozen=True, slots=True)
class Kind:
    """One server: `recipe` is the folder of its recipe, `program` the class that is run."""

    recipe: str
    program: str
    scheme: str
    credentials: str = ""
    module: str = ""
    """What is loaded from a folder beside the libraries, and not with them."""

    @property
    def place(self) -> Path:
        """The folder that keeps its program."""
        texts = (path.read_text() for path in sorted((_RECIPES / self.recipe).iterdir()))
        return folder() / f"{self.recipe}-{key_of(*texts)}"

    def find(self) -> list[str]:
        """Return the beginning of its command line; raises NoServerError when it is not there."""
        java, place = shutil.which("java"), self.place
        if java is None or not place.is_dir():
            wanted = "python -m tests.servers.search_binaries"
            raise NoServerError(f"no {self.recipe} on this machine; to get it: {wanted}")
        memory = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=64m")
        quiet = (
            *("-Dlog4j2.disable.jmx=true", "-Dio.netty.noUnsafe=true"),
            *("-Dio.netty.allocator.numDirectArenas=0", "-Dopensearch.networkaddress.cache.ttl=60"),
        )
        return [java, *memory, *quiet, "-cp", f"{place}/classes:{place}/lib/*", self.program]

    def provide(self) -> list[str]:
        """Return the same, after fetching what was missing; raises NoServerError."""
        try:
            return self.find()
        except NoServerError:
            self._fetch()
        return self.find()

    def _fetch(self) -> None:
        maven, compiler = shutil.which("mvn"), shutil.which("javac")
        if maven is None or compiler is None:
            raise NoServerError(f"{self.recipe} cannot be fetched: no Maven, or no Java compiler")
        recipe = _RECIPES / self.recipe
        with tempfile.TemporaryDirectory(dir=folder()) as work:
            made = Path(work) / "made"
            lib = made / "lib"
            lib.mkdir(parents=True)
            wanted = (f"-DoutputDirectory={lib}", "-DincludeScope=runtime")
            _run(maven, "-B", "-q", "-f", str(recipe / "pom.xml"), _COPY, *wanted)
            sources = [str(path) for path in recipe.glob("*.java")]
            _run(compiler, "-nowarn", "-d", str(made / "classes"), "-cp", f"{lib}/*", *sources)
            if self.module:
                self._set_apart(made)
            # Another process may have been quicker.
            if not self.place.is_dir():
                made.rename(self.place)

    def _set_apart(self, made: Path) -> None:
        module = made / "modules" / self.module
        module.mkdir(parents=True)
        for pattern in (f"{self.module}-*.jar", "netty-*.jar"):
            for jar in (made / "lib").glob(pattern):
                jar.rename(module / jar.name)
        description = _RECIPES / self.recipe / "plugin-descriptor.properties"
        shutil.copy(description, module)


OPENSEARCH = Kind("opensearch", "OpenSearchNode", "opensearch", _CREDENTIALS)
ELASTICSEARCH7 = Kind("elasticsearch7", "Elasticsearch7Node", "elasticsearch")
ELASTICSEARCH8 = Kind(
    "elasticsearch8", "Elasticsearch8Node", "elasticsearch", module="transport-netty4"
)
KINDS = (OPENSEARCH, ELASTICSEARCH7, ELASTICSEARCH8)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(f"{command[0]} failed: {(done.stdout + done.stderr).strip()[-2000:]}")


def main() -> int:
    """Fetch what is not there; a machine where that is impossible is no failure here."""
    for kind in KINDS:
        try:
            sys.stdout.write(f"{kind.recipe}: {kind.provide()[-2]}\n")
        except NoServerError as error:
            sys.stdout.write(f"{error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
