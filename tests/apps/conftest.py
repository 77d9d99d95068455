"""The tests of published applications run where `nox -s apps` has installed those."""

from __future__ import annotations

from importlib.util import find_spec

_INSTALLED = all(map(find_spec, ("mlflow", "optuna")))

collect_ignore = [] if _INSTALLED else ["test_applications.py"]
