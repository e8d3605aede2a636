"""Where an office may lie: not where two kernels write, not under two names, not where nothing can be written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from checkmail.errors import StoreUnavailable
from checkmail.store import places
from checkmail.store.places import Place, check_place, place_among, place_in_statfs
from checkmail.store.sqlite import create_sqlite, open_sqlite

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /mnt rw,relatime shared:20 - tmpfs tmpfs rw
41 40 0:36 / /mnt/town\\040hall rw,relatime - cifs //server/share rw,vers=3.1.1
42 41 254:1 /disk /mnt/town\\040hall/local rw - xfs /dev/vdb rw
43 22 0:40 / /home/a/notes rw,nosuid - fuse.sshfs host:/notes rw
44 22 0:41 / /srv/nfs rw - nfs4 10.0.0.1:/ rw
45 22 254:1 /x/office.db /data/office.db rw - ext4 /dev/vda1 rw
46 22 0:50 / /mnt/c rw - 9p C:\\\\ rw
47 22 0:51 / /again rw - nfs4 x rw
48 22 0:52 / /again rw - ext4 /dev/vdc rw
""".splitlines()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/home/b/office.db", Place("ext4", shared=False)),
        ("/mnt/office.db", Place("tmpfs", shared=False)),
        ("/mnt/town hall/office.db", Place("cifs", shared=True)),
        ("/mnt/town hallway/office.db", Place("tmpfs", shared=False)),
        ("/mnt/town hall/local/office.db", Place("xfs", shared=False)),
        ("/home/a/notes/x/office.db", Place("fuse.sshfs", shared=True)),
        ("/srv/nfs/office.db", Place("nfs4", shared=True)),
        ("/mnt/c/Users/office.db", Place("9p", shared=True)),
        ("/data/office.db", Place("ext4", shared=False, own_mount=True)),
        ("/again/office.db", Place("ext4", shared=False)),
    ],
)
def test_the_innermost_and_newest_mount_says_what_a_place_is(path, place):
    assert place_among(MOUNTS, path) == place


@pytest.mark.parametrize(
    ("kind", "flags", "shared"), [(b"apfs", 0x1000, False), (b"smbfs", 0, True), (b"unheard-of", 0, True)]
)
def test_macos_says_whether_a_place_is_local(kind, flags, shared):
    answer = bytes(64) + flags.to_bytes(4, "little") + bytes(4) + kind.ljust(16, b"\0") + bytes(2048)
    assert place_in_statfs(answer) == Place(kind.decode(), shared)


def key_of(path: Path) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        open_sqlite(path)
    return caught.value.key


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    create_sqlite(path).close()
    return path


def test_an_office_on_a_network_share_is_neither_made_nor_opened(office, monkeypatch):
    monkeypatch.setattr(places, "place_of", lambda _path: Place("nfs4", shared=True))
    before = sorted(path.name for path in office.parent.iterdir())
    assert key_of(office) == "network-share"
    with pytest.raises(StoreUnavailable, match="network-share"):
        create_sqlite(office.with_name("another.db"))
    assert sorted(path.name for path in office.parent.iterdir()) == before


def test_a_file_with_a_second_name_is_not_opened(office):
    other = office.with_name("other.db")
    other.hardlink_to(office)
    assert key_of(office) == key_of(other) == "office-linked"
    other.unlink()
    open_sqlite(office).close()


@pytest.mark.skipif(sys.platform == "win32", reason="a symbolic link needs a privilege there")
def test_a_symbolic_link_leads_to_the_same_queue(office, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(office)
    store, linked = open_sqlite(office), open_sqlite(link)
    assert linked.holds(office)
    assert store._queue.office == linked._queue.office
    with linked.acting() as t:
        t.run("chain_begin", chain=1, head="0")
    with store.reading() as t:
        assert t.one("head", chain=1) is not None
    assert [path.name for path in link.parent.iterdir()] == ["link.db"]
    store.close()
    linked.close()


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="POSIX says so in statvfs")
def test_a_medium_that_can_only_be_read_is_said_to_be_one(office, monkeypatch):
    real = os.statvfs(office)
    flags = real.f_flag | os.ST_RDONLY
    monkeypatch.setattr(os, "statvfs", lambda _path: os.statvfs_result((*real[:8], flags, real[9])))
    assert key_of(office) == "read-only-medium"


def test_anothers_file_is_said_to_be_read_only(office, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert key_of(office) == "read-only"


def test_this_machines_own_disk_is_no_share(tmp_path):
    check_place(tmp_path / "office.db")
