"""The search for unreachable cycles, put off while millions of objects are made that have none.

Reading a long list makes nothing but rows, texts and findings. Each search goes through all of
them, finds nothing, and takes a third of the time of the whole import (``bench/lists.py``).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for cycles inside; afterwards as before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
