# goofer: environments development, staging
"""Somebody to log in as. The password is EXCHANGE_PASSWORD, or "exchange" without it."""

import os
from hashlib import scrypt

from goofer_py.migrate.context import Context

EMAILS = ("admin@exchange.example", "support@exchange.example")


def up(context: Context) -> None:
    """Add who is not there."""
    password = os.environ.get("EXCHANGE_PASSWORD", "exchange").encode()
    # Each run would make another hash of the same password: who is there keeps theirs.
    staff = [{"email": email, "password_hash": _hash(password)} for email in EMAILS]
    found = context.upsert("users", staff, key="email", existing="keep")
    context.logger.info("%s of %s were new", found.added, found.rows)


def _hash(password: bytes) -> str:
    salt = os.urandom(16)
    return f"scrypt${salt.hex()}${scrypt(password, salt=salt, n=2**12, r=8, p=1).hex()}"
