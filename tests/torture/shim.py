"""The shim between the program and the C library (``shim.c``): compiled, loaded into a process, steered there."""

from __future__ import annotations

import ctypes
import functools
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_SOURCE: Final = Path(__file__).with_name("shim.c")
_HEAD: Final = struct.Struct("=cIqI")
"""Of a recorded operation: what, bytes of the name, offset, bytes of the data."""


def compiled(folder: Path) -> Path:
    """The shim as a library in ``folder``, made by the system's C compiler."""
    made = folder / "shim.so"
    if not made.exists():
        part = folder / f"shim.{os.getpid()}.part"
        compiler = shutil.which("cc") or shutil.which("gcc")
        assert compiler, "the shim needs a C compiler: apt-get install gcc libc6-dev"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", part, _SOURCE, "-ldl", "-lpthread"], check=True)
        part.rename(made)
    return made


@functools.cache
def _here() -> Any:
    """The shim of this process. Fails where it was begun without."""
    library = ctypes.CDLL(None)
    assert hasattr(library, "torture_arm"), "begun without the shim"
    library.torture_calls.restype = ctypes.c_long
    library.torture_struck.restype = ctypes.c_char_p
    library.torture_arm.argtypes = (ctypes.c_int, ctypes.c_long, ctypes.c_int)
    return library


def watch(folder: Path) -> None:
    """Operations below ``folder`` count from now on."""
    _here().torture_watch(str(folder).encode())


def record_to(file: Path) -> None:
    """Operations are written to ``file`` from now on."""
    _here().torture_log(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND))


def mark(text: str) -> None:
    """Writes ``text`` among the operations: what is acknowledged here must be there after this point."""
    _here().torture_mark(text.encode())


def fail(nth: int, error: int) -> None:
    """The ``nth`` operation from now on fails once with ``error``; with ENOSPC only those that write count."""
    _here().torture_arm(1, nth, error)


def kill(nth: int) -> None:
    """This process is killed before its ``nth`` operation from now on."""
    _here().torture_arm(2, nth, 0)


def calls() -> int:
    """Operations since :func:`fail` or :func:`kill`."""
    return int(_here().torture_calls())


def struck() -> str:
    """The operation that failed, as ``fsync FILE``; empty: none did."""
    return str(_here().torture_struck().decode())


@dataclass(frozen=True, slots=True)
class Operation:
    """One recorded operation."""

    what: str
    """c created, w written, t truncated, s synced, u unlinked, r renamed, ! acknowledged."""
    name: str
    at: int
    data: bytes


def recorded(file: Path) -> Iterator[Operation]:
    """The operations in ``file``, in order."""
    data, at = file.read_bytes(), 0
    while at < len(data):
        what, size, offset, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        name, body = data[at : at + size], data[at + size : at + size + length]
        at += size + length
        yield Operation(what.decode(), name.decode(), offset, body)
