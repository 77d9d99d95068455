"""How migrations are generated."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from goofer_py.clock import Clock, SystemClock
from goofer_py.generate.choices import Choices
from goofer_py.generate.hazards import HazardOptions
from goofer_py.introspect.scope import Scope


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How migrations are generated, beyond the entities and the database.

    With `prove` every migration is tried on a scratch copy before it is written. `templates` is
    a folder of SQL templates that come before goofer's own. `manage` are kinds of objects, such
    as "view", that are dropped when they are not declared, even if no other of the kind is.
    With `whole` a partition that is not declared is dropped as a table is: what is desired was
    read from somewhere, and nothing else makes partitions. With `column_order` columns in another
    order than the entities say are a change. With `online` what running programs would not
    survive is made in steps, a migration for each phase. With `versioned_views` each version of a
    program sees the tables by views in a schema of its own. With `hazards` the files tell what they
    would lock, rewrite, break or lose.
    """

    scope: Scope = field(default_factory=Scope)
    choices: Choices = field(default_factory=Choices)
    prove: bool = True
    templates: Path | None = None
    manage: tuple[str, ...] = ()
    whole: bool = False
    column_order: bool = False
    online: bool = False
    versioned_views: bool = False
    hazards: HazardOptions | None = None
    clock: Clock = field(default_factory=SystemClock)
