"""`python -m goofer_py` is `goofer`."""

from __future__ import annotations

from goofer_py.cli.app import main

main()
