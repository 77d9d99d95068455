"""The manifests of the examples are valid, and what they run keeps what their page promises."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from goofer_py import Migrator
from goofer_py.config.key import KEYS
from goofer_py.errors import DirtyOrDrifted, UsageError
from tests.migrate.conftest import Folder, tables

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted((ROOT / "examples" / "kubernetes").glob("*.yaml"))
HEALTHY = "INSERT INTO a SELECT max(x) + 1 FROM a;"


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def migrating(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the container that migrates."""
    pod = manifest["spec"]["template"]["spec"]
    everything = [*pod.get("initContainers", ()), *pod["containers"]]
    (found,) = (one for one in everything if one["command"][0] == "goofer")
    return dict(found)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifest_is_valid(path: Path) -> None:
    run(Path(sys.executable).with_name("kubernetes-validate"), "--strict", path)
    run(sys.executable, "-m", "yamllint", "--strict", path)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifest_says_what_goofer_knows(path: Path) -> None:
    manifest = read(path)
    pod = manifest["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    variables = {one["name"] for one in migrating(manifest)["env"] if "value" in one}
    assert variables <= {key.variable for key in KEYS}
    if manifest["kind"] == "Job":
        assert manifest["spec"]["activeDeadlineSeconds"] > pod["terminationGracePeriodSeconds"]
        (rule,) = manifest["spec"]["podFailurePolicy"]["rules"]
        codes = [UsageError.exit_code, DirtyOrDrifted.exit_code]
        assert rule["onExitCodes"]["values"] == codes


class Pods:
    """Pods that start at once, as the manifest of the init container says."""

    def __init__(self, url: str, folder: Folder) -> None:
        container = migrating(read(ROOT / "examples" / "kubernetes" / "init-container.yaml"))
        variables = {one["name"]: one["value"] for one in container["env"] if "value" in one}
        self.command = [sys.executable, "-m", "goofer_py", *container["command"][1:]]
        self.folder = folder.path.parent
        self.environ = os.environ | variables | {"GOOFER_URL": url, "PYTHONPATH": str(ROOT)}
        self.environ["GOOFER_DIRECTORY"] = str(folder.path)
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        pod = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(pod)
        return pod

    def end(self) -> None:
        for pod in self.started:
            pod.kill()
            pod.communicate()


@pytest.fixture
def pods(database_url: str, folder: Folder) -> Iterator[Pods]:
    made = Pods(database_url, folder)
    yield made
    made.end()


def test_three_pods_at_once_migrate_once_and_all_go_on(
    pods: Pods, folder: Folder, database_url: str
) -> None:
    folder.table("1", "a")
    for version in range(2, 12):
        folder.add(f"{version}_more", HEALTHY, "SELECT 1;")
    ended = [pod.communicate(timeout=120) for pod in [pods.start() for _ in range(3)]]
    assert [pod.returncode for pod in pods.started] == [0, 0, 0], ended
    with Migrator(database_url, folder.path) as migrator:
        assert migrator.session.query("SELECT count(*), max(x) FROM a") == [(11, 11)]


@pytest.mark.fault
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_a_pod_that_is_stopped_while_it_migrates_is_followed_by_another(
    postgresql_url: str, folder: Folder, number: signal.Signals, code: int
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int); SELECT pg_sleep(4);", "DROP TABLE b;")
    pods = Pods(postgresql_url, folder)
    try:
        first = pods.start()
        assert first.stdout is not None
        while not first.stdout.readline().startswith("applied 1 a"):
            assert first.poll() is None
        others = [pods.start(), pods.start()]
        first.send_signal(number)
        assert first.wait(timeout=60) == code
        for pod in others:
            _, stderr = pod.communicate(timeout=120)
            assert pod.returncode == 0, stderr
    finally:
        pods.end()
    with Migrator(postgresql_url, folder.path) as migrator:
        assert migrator.pending_migrations() == []
        assert tables(migrator) == ["a", "b"]
