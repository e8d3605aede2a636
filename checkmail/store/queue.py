"""The queue before the lock: desks of one host that want to write take turns in the order they came.

SQLite's own lock is taken by whoever happens to ask first after it is free: eight writers got shares from
493 to 7,160 acts and waited up to 3.5 s. Here the kernel keeps the order. A folder beside the office,
``office.db-desks``, has three files that are only ever locked:

``gate``
    Held by the desk whose turn it is until its act is about to be written, then by the one that is next. Whoever
    has just had a turn stands behind those who wait here; with one lock alone it could take it again before the
    next desk has woken up.
``turn``
    Held while an act runs. Its holder notes its process id in it.
``open``
    Shared by every desk as long as it has the office open; a restore takes it alone.

The kernel lets go of all three when a process ends, also by kill -9. A process that only stands still
(suspended, in a debugger) keeps its turn, so waiting has an end: :data:`PATIENCE`. Nothing takes a turn away
from a living process (docs/decisions/0030).

A process that sleeps is woken late. So whoever is next is called while the act before theirs is written to the
disk, and watches for its end for a moment (:data:`_WATCHING`) before they sleep again: one process, which steps
aside for any other that has something to do. A blocking lock cannot be waited for with a limit, so where a desk
has to sleep, a thread of its store does it; a turn that is free costs four system calls and no thread.
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
from checkmail.store.locks import FileLock, step_aside

PATIENCE: Final = 15.0
"""Seconds a desk waits for its turn before it says ``office-busy``."""

_WATCHING: Final = 0.003
"""Seconds for which whoever is next watches the turn: longer than a disk of today takes, and nobody's battery."""

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
        """What the waiting thread says when the lock is ours."""
        self._asked = _taken_lock()
        """What the waiting thread is woken with."""
        self._thread: threading.Thread | None = None
        self._between = threading.Lock()
        """Guards the facts below, which both threads change."""
        self._sought: FileLock | None = None
        """What the thread waits for, perhaps longer than anybody wanted to; None: it waits for nothing."""
        self._wanted = False
        """Somebody still waits for what the thread gets."""
        self._closed = False
        self._failure: OSError | None = None
        """Why the thread did not get what it waited for last; None: it did, or still waits."""
        self._at_gate = False
        """The gate is ours."""
        self._idle = True
        """Neither lock can be ours, nor the thread's; only whoever acts says so, never the thread."""
        self._held = _Held(self)
        self._guard = _Guard(self)

    def turn(self) -> AbstractContextManager[None]:
        """A turn for as long as the ``with`` block runs.

        Raises :class:`StoreUnavailable` (``office-busy``) where another desk has not ended its own within
        :data:`PATIENCE`; the place in the queue is kept for the next attempt. ``store-failed`` where the kernel
        keeps no lock.
        """
        return self._held

    def guard(self) -> AbstractContextManager[None]:
        """Stands around a turn: whoever is stopped anywhere in it, also while it ends, keeps nobody waiting."""
        return self._guard

    def take(self) -> None:
        """Begins a turn; raises as :meth:`turn`. Whoever comes next waits for :meth:`call_next`."""
        if self._closed:
            raise StoreUnavailable("store-failed", path=str(self.office), error="closed")
        self.abandon()
        self._idle = False
        try:
            self._take(time.monotonic() + PATIENCE)
            # On a full disk the act itself says so, and says it better.
            with contextlib.suppress(OSError):
                self._turn.note(self._me)
        except BaseException as error:
            self.abandon()
            if isinstance(error, OSError):
                raise StoreUnavailable("store-failed", path=str(self.office), error=type(error).__name__) from None
            raise

    def call_next(self) -> None:
        """Within a turn that ends in a moment: whoever is next may wake up and watch for its end."""
        if self._at_gate:
            self._gate.let_go()
            self._at_gate = False

    def give(self) -> None:
        """Ends a turn."""
        try:
            self.call_next()
            self._turn.let_go()
        except OSError:
            self._give_back()
        self._idle = True

    def abandon(self) -> None:
        """Holds neither lock any more, whatever was stopped where. A place that the thread keeps is kept."""
        if self._idle:
            return
        with self._between:
            self._wanted = False
            self._granted.acquire(blocking=False)
            if self._sought is None:
                self._give_back()
                self._idle = True

    def _take(self, until: float) -> None:
        # An attempt that was given up may have left the thread in either place.
        if self._sought is not self._turn:
            if self._sought is self._gate or not self._gate.take_now():
                self._stand_for(self._gate, until)
            self._at_gate = True
            if self._turn.take_now() or self._watched():
                return
        self._stand_for(self._turn, until)

    def _watched(self) -> bool:
        """Whether the turn came while whoever is next watched it."""
        # Should this process stand still now, it is the one that others wait for.
        with contextlib.suppress(OSError):
            self._gate.note(self._me)
        until = time.monotonic() + _WATCHING
        while time.monotonic() < until:
            step_aside()
            if self._turn.take_now():
                return True
        return False

    def _stand_for(self, sought: FileLock, until: float) -> None:
        """Lets the thread wait for ``sought``, which is ours when this returns."""
        granted = False
        try:
            self._ask_for(sought)
            granted = self._granted.acquire(timeout=max(0.0, until - time.monotonic()))
        finally:
            # Either way nobody waits any more; it may have come in the last moment.
            granted = granted or self._wanted_no_longer()
        if self._failure:
            raise self._failure
        if self._closed:
            raise StoreUnavailable("store-failed", path=str(self.office), error="closed")
        if not granted:
            process = holder(self.office)
            raise StoreUnavailable("office-busy", path=str(self.office), **({"process": process} if process else {}))

    def _ask_for(self, sought: FileLock) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._stand_in, name="checkmail-queue", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                raise StoreUnavailable("store-failed", path=str(self.office), error="no thread") from None
            self._thread = thread
        with self._between:
            self._granted.acquire(blocking=False)  # what came when nobody waited any more
            self._failure = None
            self._wanted = True
            if self._sought is None:
                self._asked.release()
                self._sought = sought

    def _wanted_no_longer(self) -> bool:
        """Gives up waiting; True where what was waited for is ours already."""
        with self._between:
            self._wanted = False
            return self._granted.acquire(blocking=False)

    def _give_back(self) -> None:
        self._at_gate = False
        for lock in (self._turn, self._gate):
            with contextlib.suppress(OSError):  # Windows says so where it was not held
                lock.let_go()

    def _stand_in(self) -> None:
        while True:
            self._asked.acquire()
            with self._between:
                sought, closed = self._sought, self._closed
            if closed and sought is None:
                return
            if sought and not self._waited(sought):
                return

    def _waited(self, sought: FileLock) -> bool:
        """Waits in the kernel and says so to whoever still wants it; whether the store goes on."""
        failure = None
        try:
            sought.take()
        except OSError as error:
            failure = error
        with self._between:
            self._failure = failure
            if self._closed or not self._wanted:
                self._give_back()
            self._sought = None
            if self._wanted:
                self._wanted = False
                self._granted.release()
            if self._closed:
                self._release()
            return not self._closed

    def close(self) -> None:
        """Leaves the queue and the office. A thread that still stands in it gives back what it gets."""
        with self._between:
            if self._closed:
                return
            self._closed = True
            if self._sought is None:
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


class _Guard:
    """What stands around a turn, as a context."""

    __slots__ = ("_queue",)

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def __enter__(self) -> None:
        """Nothing to do before anything happened."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            self._queue.abandon()


def holder(office: Path) -> int:
    """The process whose turn it is, else the one that is next; 0: neither, or none that can be named any more."""
    for name in ("turn", "gate"):
        # An open file of our own: a lock belongs to the open file, and this one must not give back a turn.
        try:
            lock = FileLock(office.with_name(office.name + FOLDER) / name)
        except OSError:
            return 0
        try:
            if lock.take_now():
                continue
            noted = lock.noted(_NOTE).strip()
            return int(noted) if noted.isdigit() else 0
        except OSError:
            return 0
        finally:
            lock.close()
    return 0


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
