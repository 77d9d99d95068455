"""What `goofer status` tells when it is asked for more than where a database is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.cli.wording import count
from goofer_py.errors import GooferError
from goofer_py.observe.configured import drift_of, hazards_of, untold

if TYPE_CHECKING:
    from goofer_py.cli.run import Run
    from goofer_py.migrate.status import Status


def tell_more(run: Run, found: Status, *, drift: bool, hazards: bool) -> None:
    """Tell what differs from what the migrations made, and what the pending ones would do."""
    if drift:
        _tell_drift(run)
    if hazards:
        _tell_hazards(run, found)


def _not_told(run: Run, what: str, error: GooferError) -> None:
    """Say why it cannot be told, which is no failure: how the database stands was told."""
    run.output.result(**{f"{what}_error": untold(error)})
    run.output.say(f"{f'{what.capitalize()}:':<9} {untold(error)}")


def _tell_drift(run: Run) -> None:
    try:
        drifted = drift_of(run.settings)
    except GooferError as error:
        _not_told(run, "drift", error)
        return
    run.output.result(drift=drifted)
    differences = drifted["differences"]
    run.output.say(f"Drift:    {count(len(differences), 'difference') if differences else 'none'}")
    for one in differences:
        run.output.say(f"  {one['state']} {one['kind']} {one['name']}")


def _tell_hazards(run: Run, found: Status) -> None:
    try:
        hazards = hazards_of(run.settings) if found.pending or found.repeatables else []
    except GooferError as error:
        _not_told(run, "hazards", error)
        return
    run.output.result(hazards=hazards)
    run.output.say(f"Hazards:  {len(hazards) or 'none'}")
    for one in hazards:
        place = f"{one['file']}:{one['line']}"
        run.output.say(f"  {place}: {one['severity']} {one['rule']}: {one['message']}")
