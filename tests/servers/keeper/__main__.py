"""Make sure that the jars are there."""

from __future__ import annotations

import sys

from tests.servers.keeper import provide

sys.exit(provide() is None)
