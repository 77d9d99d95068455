"""What differs from one installation of the shop to the next."""

from __future__ import annotations

import os

AUDIT_SCHEMA = os.environ.get("SHOP_AUDIT_SCHEMA") or None
"""The schema of the audit log, away from the rest; None on a database that has no schemas."""
