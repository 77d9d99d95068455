from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from tests.peers.conftest import Bench, path_of
from tests.peers.steps import HALF, steps
from tests.servers import flyway
from tests.servers.binaries import NoServerError
from tests.servers.tally import give_up

VERSIONS = ("1", "1_1", "1.10", "2")


def written(bench: Bench) -> Path:
    """Write the migrations as Flyway has them, with what undoes them, and a view."""
    place = bench.folder / "db"
    (place / "later").mkdir(parents=True)
    for version, step in zip(VERSIONS, steps(bench.dialect), strict=True):
        folder = place / "later" if version == "2" else place
        for kind, statements in (("V", step.up), ("U", step.down)):
            name = f"{kind}{version}__{step.name.replace(' ', '_')}.sql"
            (folder / name).write_text("".join(f"{one};\n" for one in statements))
        if step.alone:
            file = folder / f"V{version}__{step.name.replace(' ', '_')}.sql.conf"
            file.write_text("executeInTransaction=false\n")
    return place


def run(bench: Bench, url: str, command: str, *options: str, code: int = 0) -> str:
    try:
        program = flyway.find()
    except NoServerError as error:
        give_up("flyway", str(error))
    parts = urlsplit(url)
    server = f"{parts.hostname}:{parts.port}{parts.path}"
    place = {
        "sqlite": f"jdbc:sqlite:{path_of(url)}",
        "postgresql": f"jdbc:postgresql://{server}",
        "mariadb": f"jdbc:mariadb://{server}",
    }[bench.dialect]
    if bench.dialect == "postgresql":
        # Its own lock is a transaction, for which CREATE INDEX CONCURRENTLY would wait.
        options = (*options, "postgresql.transactional.lock=false")
    account = (parts.username or "", parts.password or "")
    return bench.run(*program, command, place, *account, "db", *options, code=code)


def test_goes_on_where_flyway_stopped(every_bench: Bench) -> None:
    written(every_bench)
    every_bench.taken_over(
        "flyway",
        "db",
        lambda url, count: run(every_bench, url, "migrate", *(["target=1.1"] if count else [])),
    )


def test_what_flyway_applied_can_be_reverted(every_bench: Bench) -> None:
    written(every_bench)
    url = every_bench.database()
    run(every_bench, url, "migrate", "target=1.1")
    assert every_bench.json("import", "flyway", "db", "--adopt", url)["adopted"] == ["0001", "0002"]
    every_bench.json("rollback", "--steps", str(HALF), "--url", url)
    every_bench.same(url, every_bench.database())


def test_all_below_a_baseline_counts(bench: Bench) -> None:
    written(bench)
    url = bench.database()
    users, trigger, *_ = steps(bench.dialect)
    for statement in (*users.up, *trigger.up):
        bench.execute(url, statement)
    run(bench, url, "baseline", "baselineVersion=1.1")
    run(bench, url, "migrate", "target=1.10")
    adopted = bench.json("import", "flyway", "db", "--adopt", url)["adopted"]
    assert adopted == ["0001", "0002", "0003"]


def test_a_failed_migration_is_refused_until_it_is_settled(bench: Bench) -> None:
    place = written(bench)
    broken = place / "V1_1__trim_names.sql"
    broken.write_text("SELECT * FROM nowhere;\n")
    broken.with_name(f"{broken.name}.conf").write_text("executeInTransaction=false\n")
    url = bench.database()
    run(bench, url, "migrate", code=1)
    outcome = bench.goofer("import", "flyway", "db", "--adopt", url)
    assert outcome.code == 5
    assert "version 1.1 failed" in outcome.stderr
    assert "flyway repair" in outcome.stderr
    run(bench, url, "repair")
    assert bench.json("import", "flyway", "db", "--adopt", url)["adopted"] == ["0001"]


def test_placeholders_mean_the_same(bench: Bench) -> None:
    place = bench.folder / "db"
    place.mkdir()
    (bench.folder / "flyway.conf").write_text("flyway.placeholders.my-table = things\n")
    (place / "V1__things.sql").write_text("CREATE TABLE ${my-table} (id INTEGER DEFAULT 5);\n")
    by_flyway, by_goofer = bench.database(), bench.database()
    run(bench, by_flyway, "migrate", "placeholders.my-table=things")
    told = bench.json("import", "flyway", "db")
    assert "my-table is now the variable my_table" in str(told["notes"])
    bench.json("migrate", "--url", by_goofer)
    bench.same(by_flyway, by_goofer)


def test_repeatable_scripts_go_on_with_goofer(bench: Bench) -> None:
    place = bench.folder / "db"
    place.mkdir()
    (place / "V1__things.sql").write_text("CREATE TABLE things (id INTEGER);\n")
    view = "DROP VIEW IF EXISTS seen;\nCREATE VIEW seen AS SELECT id FROM things;\n"
    (place / "R__seen.sql").write_text(view)
    url, whole = bench.database(), bench.database()
    run(bench, url, "migrate")
    run(bench, whole, "migrate")
    assert bench.json("import", "flyway", "db", "--adopt", url)["adopted"] == ["1"]
    bench.json("migrate", "--url", url)
    bench.same(url, whole)
    script = bench.folder / "migrations" / "R__seen.sql"
    script.write_text(script.read_text().replace("SELECT id", "SELECT id + 1 AS id"))
    bench.json("migrate", "--url", url)
    assert bench.query(url, "SELECT count(*) FROM seen WHERE id = 1") == [(0,)]
    assert "seen" in bench.goofer("diff", url, whole).stdout
