"""Recording and naming as one step: a stop between them would leave a record without its paper (R9)."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """Lets Ctrl-C and other orderly stops pass while the block runs.

    What arrives then is too late: the job counts, and to say that nothing is left of it would be wrong. Python
    hears signals in its main thread only; another one is stopped where it asks.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda _signal, _frame: None)
        for name in ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
