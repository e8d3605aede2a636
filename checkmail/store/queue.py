"""The queue before the lock: desks of one host that want to write take turns in the order they came.

SQLite's own lock is taken by whoever happens to ask first after it is free: eight writers got shares from
493 to 7,160 acts and waited up to 3.5 s. Here the kernel keeps the order. A folder beside the office,
``office.db-desks``, has three files that are only ever locked:

``gate``
    Held by the one desk that is next. Whoever has just had a turn stands behind those who wait here; with one
    lock alone it could take it again before the next desk has woken up.
``turn``
    Held while an act runs. Its holder notes its process id in it.
``open``
    Shared by every desk as long as it has the office open; a restore takes it alone.

The kernel lets go of all three when a process ends, also by kill -9. A process that only stands still
(suspended, in a debugger) keeps its turn, so waiting has an end: :data:`PATIENCE`. Nothing takes a turn away
from a living process (docs/decisions/0030). A blocking lock cannot be waited for with a limit, so where a
desk has to wait, a thread of its store does it; a turn that is free costs four system calls and no thread.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from checkmail.errors import StoreUnavailable
from checkmail.store.locks import FileLock

PATIENCE: Final = 15.0
"""Seconds a desk waits for its turn before it says ``office-busy``."""

_LOOKING: Final = 0.5
"""Seconds in which whoever only looks at whether anybody has the office open has certainly looked."""

FOLDER: Final = "-desks"
"""What is put behind the office file's name."""

_NOTE: Final = 12
"""Bytes of a noted process id and its line end."""


class Queue:
    """A store's place in the queue of its office. One thread of the store uses it at a time."""

    def __init__(self, office: Path) -> None:
        """Raises :class:`StoreUnavailable` (``read-only``) where nothing can be written beside the office."""
        self.office = office
        folder = office.with_name(office.name + FOLDER)
        try:
            folder.mkdir(exist_ok=True)
            self._gate, self._turn, self._open = (FileLock(folder / name) for name in ("gate", "turn", "open"))
            present = _shared(self._open)
        except OSError:
            raise StoreUnavailable("read-only", path=str(office)) from None
        if not present:
            self._release()
            raise StoreUnavailable("office-restoring", path=str(office))
        self._me = b"%-11d\n" % os.getpid()
        self._granted = _taken_lock()
        """What the waiting thread says when the turn is ours."""
        self._asked = _taken_lock()
        """What the waiting thread is woken with."""
        self._thread: threading.Thread | None = None
        self._between = threading.Lock()
        """Guards the three facts below, which both threads change."""
        self._waiting = False
        """The thread stands in the queue, perhaps longer than anybody wanted to wait."""
        self._wanted = False
        """Somebody still waits for what the thread gets."""
        self._closed = False
        self._held = _Held(self)

    def turn(self) -> AbstractContextManager[None]:
        """A turn for as long as the ``with`` block runs.

        Raises :class:`StoreUnavailable` (``office-busy``) where another desk has not ended its own within
        :data:`PATIENCE`; the place in the queue is kept for the next attempt. ``store-failed`` where the kernel
        keeps no lock.
        """
        return self._held

    def take(self) -> None:
        """Begins a turn; raises as :meth:`turn`."""
        try:
            if not self._taken_at_once():
                self._wait()
        except OSError as error:
            raise StoreUnavailable("store-failed", path=str(self.office), error=type(error).__name__) from None
        # On a full disk the act itself says so, and says it better.
        with contextlib.suppress(OSError):
            self._turn.note(self._me)

    def give(self) -> None:
        """Ends a turn."""
        self._turn.let_go()

    def _taken_at_once(self) -> bool:
        if self._closed:
            raise StoreUnavailable("store-failed", path=str(self.office), error="closed")
        # Where a thread waits for this store the gate is in use by it, and it alone.
        if self._waiting or not self._gate.take_now():
            return False
        # Nobody is next: without this, a desk could overtake those who wait.
        taken = self._turn.take_now()
        self._gate.let_go()
        return taken

    def _wait(self) -> None:
        with self._between:
            self._wanted = True
            if not self._waiting:
                self._waiting = True
                self._asked.release()
        if self._thread is None:
            self._thread = threading.Thread(target=self._stand_in, name="checkmail-queue", daemon=True)
            self._thread.start()
        try:
            granted = self._granted.acquire(timeout=PATIENCE)
        except BaseException:
            if self._gave_up_too_late():
                self._turn.let_go()
            raise
        if not granted and not self._gave_up_too_late():
            process = holder(self.office)
            raise StoreUnavailable("office-busy", path=str(self.office), **({"process": process} if process else {}))

    def _gave_up_too_late(self) -> bool:
        """Wants the turn no longer; True where it came in the last moment."""
        with self._between:
            self._wanted = False
            return self._granted.acquire(blocking=False)

    def _stand_in(self) -> None:
        while True:
            self._asked.acquire()
            if not self._waiting:
                return  # the store was closed
            self._gate.take()
            self._turn.take()
            self._gate.let_go()
            with self._between:
                self._waiting = False
                if self._wanted:
                    self._wanted = False
                    self._granted.release()
                    continue
                self._turn.let_go()
                if self._closed:
                    self._release()
                    return

    def close(self) -> None:
        """Leaves the queue and the office. A thread that still stands in it gives back what it gets."""
        with self._between:
            if self._closed:
                return
            self._closed = True
            if not self._waiting:
                self._asked.release()
                self._release()

    def _release(self) -> None:
        for lock in (self._gate, self._turn, self._open):
            lock.close()


def _taken_lock() -> threading.Lock:
    """What one thread waits for and the other lets go of; a semaphore's Python would cost each hand-over 20 µs more."""
    lock = threading.Lock()
    lock.acquire()
    return lock


def _shared(lock: FileLock) -> bool:
    """Takes ``lock`` with others; False where somebody has it alone for longer than a look takes."""
    until = time.monotonic() + _LOOKING
    while not lock.share_now():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)  # the kernel wakes nobody who waits with a limit
    return True


class _Held:
    """A turn as a context; one object for all turns, because it remembers nothing."""

    __slots__ = ("_queue",)

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def __enter__(self) -> None:
        self._queue.take()

    def __exit__(self, *_: object) -> None:
        self._queue.give()


def holder(office: Path) -> int:
    """The process whose turn it is; 0: nobody's, or nobody's that can be named since the folder was removed."""
    # An open file of our own: a lock belongs to the open file, and this one must not give back a turn.
    try:
        turn = FileLock(office.with_name(office.name + FOLDER) / "turn")
    except FileNotFoundError:
        return 0
    try:
        if turn.take_now():
            return 0
        noted = turn.noted(_NOTE).strip()
        return int(noted) if noted.isdigit() else 0
    finally:
        turn.close()


@contextlib.contextmanager
def alone(office: Path) -> Iterator[None]:
    """No desk has ``office`` open while the block runs, and none can open it.

    Raises :class:`StoreUnavailable`: ``office-in-use``, ``read-only``.
    """
    folder = office.with_name(office.name + FOLDER)
    try:
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "open")
        ours = lock.take_now()
    except OSError:
        raise StoreUnavailable("read-only", path=str(office)) from None
    try:
        if not ours:
            raise StoreUnavailable("office-in-use", path=str(office))
        yield
    finally:
        lock.close()
