"""A lock on a file that the kernel keeps and lets go of when its process ends, however it ends.

POSIX: ``flock``, which belongs to the open file, so that two stores of one process take turns too. Windows:
``LockFileEx`` over one byte far behind the file's end, because a locked byte cannot be read there.
Waiting is the kernel's: nothing here asks again and again.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


class FileLock:
    """One lock, held exclusively or shared; not for two threads at once. Raises ``OSError`` as the kernel does."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)

    def take(self) -> None:
        """Waits until it is ours alone."""
        _lock(self._file, shared=False, wait=True)

    def take_now(self, *, shared: bool = False) -> bool:
        """Takes it, if nobody holds it in a way that forbids it; whether it did."""
        return _lock(self._file, shared=shared, wait=False)

    def let_go(self) -> None:
        """Gives it back."""
        _unlock(self._file)

    def note(self, said: bytes) -> None:
        """Writes ``said`` where :meth:`noted` of another process reads it; costs no disk."""
        _write_first(self._file, said)

    def noted(self, length: int) -> bytes:
        """What the last holder noted, at most ``length`` bytes."""
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.read(self._file, length)

    def close(self) -> None:
        """Gives back the lock and the file."""
        with contextlib.suppress(OSError):  # closed already
            os.close(self._file)


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    # winbase.h and winerror.h.
    _AT_ONCE, _EXCLUSIVE = 0x1, 0x2
    _TAKEN = {33, 997}  # ERROR_LOCK_VIOLATION, ERROR_IO_PENDING
    _FAR = 0x100
    """High half of the offset: 2**40, far behind anything noted."""

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

    def _write_first(file: int, said: bytes) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, said)

    def _lock(file: int, *, shared: bool, wait: bool) -> bool:
        flags = (0 if shared else _EXCLUSIVE) | (0 if wait else _AT_ONCE)
        where = _Overlapped(OffsetHigh=_FAR)
        if _kernel.LockFileEx(msvcrt.get_osfhandle(file), flags, 0, 1, 0, ctypes.byref(where)):
            return True
        if not wait and ctypes.get_last_error() in _TAKEN:
            return False
        raise ctypes.WinError(ctypes.get_last_error())

    def _unlock(file: int) -> None:
        where = _Overlapped(OffsetHigh=_FAR)
        if not _kernel.UnlockFileEx(msvcrt.get_osfhandle(file), 0, 1, 0, ctypes.byref(where)):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import fcntl

    def _write_first(file: int, said: bytes) -> None:
        os.pwrite(file, said, 0)

    def _lock(file: int, *, shared: bool, wait: bool) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
