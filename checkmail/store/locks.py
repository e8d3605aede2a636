"""A lock on a file that the kernel keeps and lets go of when its process ends, however it ends.

POSIX: ``flock``, which belongs to the open file, so that two stores of one process take turns too. Windows:
``LockFileEx`` over one byte far behind the file's end, because a locked byte cannot be read there.
Waiting is the kernel's: nothing here asks again and again.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path


class _LockedFile:
    """The file under a lock. Raises ``OSError`` as the kernel does."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)

    def noted(self, length: int) -> bytes:
        """What the last holder noted, at most ``length`` bytes."""
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.read(self._file, length)

    def close(self) -> None:
        """Gives back the lock and the file."""
        # Its number may be another file's by the time somebody lets go of it once more.
        file, self._file = self._file, -1
        with contextlib.suppress(OSError):  # closed already
            os.close(file)


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    # winbase.h and winerror.h.
    _AT_ONCE, _EXCLUSIVE = 0x1, 0x2
    _TAKEN = {33, 997}  # ERROR_LOCK_VIOLATION, ERROR_IO_PENDING
    _FAR = 0x100
    """High half of the offset: 2**40, far behind anything noted."""

    def step_aside() -> None:
        """Lets any thread go first that is ready to run."""
        time.sleep(0)

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("Internal", ctypes.c_size_t),
            ("InternalHigh", ctypes.c_size_t),
            ("Offset", wintypes.DWORD),
            ("OffsetHigh", wintypes.DWORD),
            ("hEvent", wintypes.HANDLE),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.LockFileEx.argtypes = (
        wintypes.HANDLE, wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.POINTER(_Overlapped),
    )  # fmt: skip
    _kernel.UnlockFileEx.argtypes = (
        wintypes.HANDLE, wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.POINTER(_Overlapped),
    )  # fmt: skip

    class FileLock(_LockedFile):
        """One lock, held exclusively or shared; not for two threads at once. Raises ``OSError`` as the kernel does."""

        def take(self) -> None:
            """Waits until it is ours alone."""
            self._lock(_EXCLUSIVE)

        def take_now(self) -> bool:
            """Takes it alone, if nobody holds it; whether it did."""
            return self._lock(_EXCLUSIVE | _AT_ONCE)

        def share_now(self) -> bool:
            """Takes it with others, if nobody holds it alone; whether it did."""
            return self._lock(_AT_ONCE)

        def let_go(self) -> None:
            """Gives it back; once closed the kernel has done so."""
            if self._file < 0:
                return
            where = _Overlapped(OffsetHigh=_FAR)
            if not _kernel.UnlockFileEx(msvcrt.get_osfhandle(self._file), 0, 1, 0, ctypes.byref(where)):
                raise ctypes.WinError(ctypes.get_last_error())

        def note(self, said: bytes) -> None:
            """Writes ``said`` where :meth:`noted` of another process reads it; waits for no disk."""
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, said)

        def _lock(self, flags: int) -> bool:
            where = _Overlapped(OffsetHigh=_FAR)
            if _kernel.LockFileEx(msvcrt.get_osfhandle(self._file), flags, 0, 1, 0, ctypes.byref(where)):
                return True
            if flags & _AT_ONCE and ctypes.get_last_error() in _TAKEN:
                return False
            raise ctypes.WinError(ctypes.get_last_error())

else:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock

    def step_aside() -> None:
        """Lets any thread go first that is ready to run."""
        os.sched_yield()

    class FileLock(_LockedFile):
        """One lock, held exclusively or shared; not for two threads at once. Raises ``OSError`` as the kernel does."""

        def take(self) -> None:
            """Waits until it is ours alone."""
            flock(self._file, LOCK_EX)

        def take_now(self) -> bool:
            """Takes it alone, if nobody holds it; whether it did."""
            try:
                flock(self._file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def share_now(self) -> bool:
            """Takes it with others, if nobody holds it alone; whether it did."""
            try:
                flock(self._file, LOCK_SH | LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def let_go(self) -> None:
            """Gives it back; once closed the kernel has done so."""
            if self._file >= 0:
                flock(self._file, LOCK_UN)

        def note(self, said: bytes) -> None:
            """Writes ``said`` where :meth:`noted` of another process reads it; waits for no disk."""
            os.pwrite(self._file, said, 0)
