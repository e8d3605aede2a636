"""What kind of place a file lies in: which file system, under how many names, with how much room.

SQLite's locks and its shared memory hold on the computer's own disk only. On a network share two computers
believe that they are alone, and the file is damaged without an error (sqlite.org/howtocorrupt.html, 2.1).
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import StoreUnavailable

SHARED: Final = frozenset(
    {
        "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "gpfs", "lustre", "ncpfs", "nfs",
        "nfs4", "ocfs2", "orangefs", "prl_fs", "smb3", "smbfs", "vboxsf", "vmhgfs", "webdav",
        "fuse.afpfs", "fuse.ceph", "fuse.cephfs", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.juicefs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs",
        "fuse.vmhgfs-fuse", "macfuse.sshfs", "osxfuse", "macfuse",
    }
)  # fmt: skip
"""File systems that more than one kernel writes to, as Linux and macOS call them."""

PASSING: Final = frozenset({"tmpfs", "ramfs"})
"""File systems that are gone after a restart."""

_MNT_LOCAL: Final = 0x1000
"""``sys/mount.h`` of macOS: the file system lies on this computer."""


@dataclass(frozen=True, slots=True)
class Place:
    """The file system under a file."""

    kind: str
    """As the system calls it, such as ``ext4`` or ``cifs``; empty where it does not say."""
    shared: bool
    """Another computer may write there too."""
    own_mount: bool = False
    """The file alone is put here from another place (a bind mount): what lies beside it is not its own."""


def place_of(path: Path) -> Place:
    """Where ``path`` lies, symbolic links followed."""
    real = path.resolve()
    if sys.platform == "win32":
        return _windows(str(real))
    if sys.platform == "darwin":
        return _macos(real)
    return _linux(real)


def _linux(real: Path) -> Place:
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return Place("", shared=False)
    return place_among(mounts.splitlines(), str(real))


def place_among(mounts: Iterable[str], path: str) -> Place:
    """The mount ``path`` lies on, of the lines of ``/proc/self/mountinfo`` (proc(5)); the later of two alike."""
    found, kind = "", ""
    for line in mounts:
        fields, _, after = line.partition(" - ")
        # Blanks, tabs, line ends and backslashes of a path stand as \040 and the like.
        where = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields.split(" ")[4])
        if len(where) >= len(found) and (path == where or path.startswith(where.rstrip("/") + "/")):
            found, kind = where, after.split(" ")[0]
    return Place(kind, kind in SHARED, own_mount=found == path)


if sys.platform == "win32":

    def _windows(path: str) -> Place:
        # \\?\C:\ is this computer's own, \\?\UNC\server\ a share.
        if path.startswith("\\\\") and not re.match(r"\\\\[?.]\\(?!UNC\\)", path):
            return Place("UNC", shared=True)
        root = ctypes.create_unicode_buffer(261)
        ctypes.windll.kernel32.GetVolumePathNameW(path, root, len(root))
        # winbase.h: 4 is DRIVE_REMOTE, 6 DRIVE_RAMDISK.
        drive = ctypes.windll.kernel32.GetDriveTypeW(root.value)
        name = ctypes.create_unicode_buffer(261)
        ctypes.windll.kernel32.GetVolumeInformationW(root.value, None, 0, None, None, None, name, len(name))
        return Place(name.value or f"drive type {drive}", drive == 4)


def _macos(path: Path) -> Place:
    answer = ctypes.create_string_buffer(4096)
    system = ctypes.CDLL(None, use_errno=True)
    # On Intel the symbol without a suffix is the one with 32-bit inodes.
    statfs = getattr(system, "statfs$INODE64", None) or system.statfs
    if statfs(os.fsencode(path), answer):
        return Place("", shared=False)
    return place_in_statfs(answer.raw)


def place_in_statfs(answer: bytes) -> Place:
    """A ``struct statfs`` of macOS (``sys/mount.h``): ``f_flags`` at byte 64, ``f_fstypename`` at 72."""
    flags = int.from_bytes(answer[64:68], "little")
    kind = answer[72:88].split(b"\0")[0].decode("ascii", "replace")
    return Place(kind, kind in SHARED or not flags & _MNT_LOCAL)


def free_bytes(path: Path) -> int:
    """Room on the file system that has ``path``."""
    return shutil.disk_usage(path.resolve().parent).free


def check_place(path: Path) -> None:
    """Raises :class:`StoreUnavailable` where an office may not lie at ``path``, or its file has other names.

    ``network-share``, ``office-linked`` (a hard link, or a mount of the file alone: SQLite finds what it has
    not yet written back by the name of the file), ``read-only-medium``, ``read-only`` (another owner's).
    """
    place = place_of(path)
    if place.shared:
        raise StoreUnavailable("network-share", path=str(path), kind=place.kind)
    real = path.resolve()
    there = real.exists()
    if place.own_mount or (there and real.stat().st_nlink > 1):
        raise StoreUnavailable("office-linked", path=str(path))
    if hasattr(os, "statvfs") and os.statvfs(real if there else real.parent).f_flag & os.ST_RDONLY:
        raise StoreUnavailable("read-only-medium", path=str(path))
    if not os.access(real.parent, os.W_OK) or (there and not os.access(real, os.W_OK)):
        raise StoreUnavailable("read-only", path=str(path))
