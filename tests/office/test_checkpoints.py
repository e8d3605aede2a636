"""Signed heads (R24): what they show that chains alone do not, and that they never stop the work."""

from __future__ import annotations

import base64
import os
import shutil
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checkmail.errors import Misused
from checkmail.office import anchoring, batches, counting, founding, health, ledger_keys, record
from checkmail.office.acting import Act, Actor, Office
from checkmail.office.seen import Seen, identity
from checkmail.office.signing import CHECKPOINTS, KEY, SIGN_WITH, Anchor, SigningKey, is_signed, make_key, read_key
from checkmail.rules.checkpoints import (
    file_name,
    key_id,
    note_text,
    office_id,
    read_note,
    signature_line,
    verifier_key,
)
from checkmail.rules.ledger import Head
from checkmail.store.diagnosis import Level
from checkmail.store.sqlite import create_sqlite

from .play import AKI, BAN, BOSS, EYE, PIN, Clock, Play, ok, refused
from .test_record import cut, unguarded


class Signing:
    """An office as :class:`Play` has it, that signs."""

    def __init__(self, played: Play, anchor: Anchor) -> None:
        self._played = played
        self.office = replace(played.office, anchor=anchor)

    def __getattr__(self, name: str) -> object:
        return getattr(self._played, name)


@pytest.fixture
def office(play, tmp_path):
    """An office whose batch can be released, with a key made and named as one is that came without."""
    opened = Signing(play("verified"), Anchor(tmp_path / "office.key", tmp_path / "kept"))
    opened.count(1, 2, 3)
    ok(ledger_keys.renew_key(opened.office, BOSS))
    return opened


def released(office, **changed: object):
    """A release, with other places for the key or the checkpoints."""
    at = replace(office.office, anchor=replace(office.office.anchor, **changed))
    return ok(counting.release(at, BOSS, 1)).signed


def kept(office) -> Path:
    return office.office.anchor.folder


def faults(office, folder: Path | None = None) -> list[tuple[int, int, str]]:
    found = record.verify(office.office, checkpoints=folder or kept(office))
    return [(fault.chain, fault.number, fault.what) for fault in found.faults]


# the form ---------------------------------------------------------------------------------------------------


def test_a_signed_note_of_another_program_verifies():
    """The example in the documentation of Go's package golang.org/x/mod/sumdb/note."""
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    line = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )  # fmt: skip
    signature = base64.b64decode(line.split()[2])[4:]
    assert verifier_key("PeterNeumann", public) == verifier
    assert signature_line("PeterNeumann", public, signature) == line
    assert is_signed(text, public, signature)
    assert not is_signed(text.replace("then", "than"), public, signature)


def test_a_release_signs_the_heads_of_batch_and_office(office):
    signed = released(office)
    assert signed.problems == ()
    heads = {head.chain: head for head in ok(record.chains(office.office, EYE))}
    names = {f"1-{heads[1].count}.checkpoint", f"office-{heads[0].count}.checkpoint"}
    assert {Path(file).name for file in signed.files} == {file.name for file in kept(office).iterdir()} == names
    note = read_note((kept(office) / f"1-{heads[1].count}.checkpoint").read_bytes())
    assert (note.chain, note.count, note.hash) == (1, heads[1].count, heads[1].hash)
    first = ok(record.show(office.office, EYE, 0, 0, 1))[0]
    digest = base64.b64encode(bytes.fromhex(note.hash)).decode()
    said = f"checkmail/hash-chain/{first.hash[:16]}/1\n{note.count}\n{digest}\n"
    assert note.text == said
    (line,) = note.signatures
    public = read_key(office.office.anchor.key).public
    assert (line.name, line.key_id) == (note.origin, key_id(note.origin, public))
    assert is_signed(said, public, line.value)
    assert faults(office) == []
    assert record.verify(office.office, checkpoints=kept(office), replay=True).checkpoints == 2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", b"\xff\xfe", b"checkmail/hash-chain/8df2b428660a56d0/1\n1\nAAAA\n\n",
        "checkmail/hash-chain/8df2b428660a56d0/1\n01\n{}\n\n— a b=\n".format("A" * 43 + "=").encode(),
        "checkmail/hash-chain/8df2b428660a56d0/1\n1\n{}\nmore\n\n— a AAAAAAAA\n".format("A" * 43 + "=").encode(),
        "checkmail/hash-chain/8df2b428660a56d0/1\n1\n{}\n\n- a AAAAAAAA\n".format("A" * 43 + "=").encode(),
        "checkmail/hash-chain/8df2b428660a56d0/1\n1\n{}\n\n— a AAAAAAAA".format("A" * 43 + "=").encode(),
        "checkmail/hash-chain/8df2b428660a56d0/1\n1\n{}\n\n— a AAAAAAAA\n".format("A" * 42 + "B=").encode(),
        b"\n" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_not_read_as_one(content):
    assert read_note(content) is None


def test_a_file_that_is_no_checkpoint_is_named(office):
    released(office)
    (kept(office) / "2-1.checkpoint").write_bytes(b"x")
    found = record.verify(office.office, checkpoints=kept(office))
    (fault,) = found.faults
    assert (fault.what, fault.where, found.only_strange) == ("checkpoint", "2-1.checkpoint", True)


# what they show ------------------------------------------------------------------------------------------------


def test_r24_a_tail_cut_off_shows(office):
    released(office)
    last = ok(record.chains(office.office, EYE))[0]
    ok(batches.create_batch(office.office, AKI, "次の業務", "", 4))
    assert faults(office) == []
    cut(office, 0, last.count - 1)
    for table in ("batches", "chains"):
        office.tamper(f"DELETE FROM {table} WHERE {'batch' if table == 'batches' else 'chain'} = 2")
    unguarded(office, "DELETE FROM entries WHERE chain = 2")
    office.tamper("DELETE FROM secrets WHERE name = 'answers:2'")
    assert record.verify(office.office).faults == ()
    assert faults(office) == [(0, last.count, "tail")]


def test_r24_yesterdays_file_shows(office, tmp_path):
    for end in ("", "-wal"):
        shutil.copy(f"{office.path}{end}", tmp_path / f"yesterday.db{end}")
    released(office)
    heads = ok(record.chains(office.office, EYE))
    office.store.close()
    old = Play(tmp_path / "yesterday.db", Clock(office.clock.now))
    try:
        assert record.verify(old.office, replay=True).faults == ()
        assert faults(old, kept(office)) == [(0, heads[0].count, "tail"), (1, heads[1].count, "tail")]
    finally:
        old.store.close()


def test_r24_a_ledger_made_anew_with_a_key_of_its_own_shows(office, tmp_path):
    """Another office altogether, in which everything fits and is signed."""
    released(office)
    create_sqlite(tmp_path / "anew.db").close()
    anew = Play(tmp_path / "anew.db", Clock(office.clock.now))
    try:
        at = replace(anew.office, anchor=Anchor(tmp_path / "anew.key", tmp_path / "anew"))
        ok(founding.make_office(at, "架空町", 7, (1, "課長"), PIN))
        ok(batches.create_batch(at, BOSS, "納税通知書", "", 4))
        ok(batches.abandon_batch(at, BOSS, 1))
        assert record.verify(at, checkpoints=tmp_path / "anew").faults == ()
        found = record.verify(anew.office, checkpoints=kept(office))
        assert {fault.what for fault in found.faults} >= {"key"}
        assert not found.only_strange  # where none is its own, the office may be the strange one
    finally:
        anew.store.close()


def test_r24_a_chain_rewritten_to_its_end_shows(office):
    """Somebody with every right to the file changes one entry and makes all that follows anew, heads and all."""
    from checkmail.rules.ledger import Entry, entry_hash

    released(office)
    entries = [Entry(*row) for row in office.rows("entries", chain=1)]
    entries.sort(key=lambda entry: entry.number)
    statements, previous = [], ""
    for entry in entries:
        person = 9 if entry.number == 5 else entry.person
        changed = replace(entry, person=person, previous=previous or entry.previous)
        previous = entry_hash(changed)
        statements.append(
            f"UPDATE entries SET person = {person}, previous = '{changed.previous}', hash = '{previous}' "
            f"WHERE chain = 1 AND number = {entry.number}"
        )
    unguarded(office, *statements, f"UPDATE chains SET head = '{previous}' WHERE chain = 1")
    found = {
        (fault.chain, fault.what, fault.where)
        for fault in record.verify(office.office, checkpoints=kept(office)).faults
    }
    assert (1, "head", f"1-{len(entries)}.checkpoint") in found


def test_r24_a_signature_that_is_not_right_shows(office):
    released(office)
    file = next(kept(office).glob("1-*.checkpoint"))
    text, _, line = file.read_text(encoding="utf-8").rpartition("\n\n")
    start, name, value = line.split(" ")
    raw = bytearray(base64.b64decode(value))
    raw[20] ^= 1
    file.write_text(f"{text}\n\n{start} {name} {base64.b64encode(raw).decode()}\n", encoding="utf-8", newline="\n")
    count = int(file.stem.split("-")[1])
    assert faults(office) == [(1, count, "signature")]
    raw[0] ^= 1  # now of a key that nobody knows: passed over, and then nobody signed
    file.write_text(f"{text}\n\n{start} {name} {base64.b64encode(raw).decode()}\n", encoding="utf-8", newline="\n")
    assert faults(office) == [(1, count, "key")]
    other = f"— example.com/witness {base64.b64encode(bytes(range(76))).decode()}\n"
    file.write_text(f"{text}\n\n{line}{other}", encoding="utf-8", newline="\n")
    assert faults(office) == []  # a line of somebody else does no harm


def test_a_folder_without_checkpoints_is_said_to_be_one(office, tmp_path):
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(Misused, match="no-checkpoints"):
            faults(office, folder)


# keys ----------------------------------------------------------------------------------------------------------


def test_the_key_is_made_with_the_office_and_is_not_in_it(tmp_path):
    store = create_sqlite(tmp_path / "office.db")
    office = Office(store, "desk1", Clock(), anchor=Anchor(tmp_path / "office.db.key", tmp_path / "kept"))
    ok(founding.make_office(office, "架空町", 7, (1, "課長"), PIN))
    entry = ok(record.show(office, Actor(1)))[1]
    key = read_key(tmp_path / "office.db.key")
    assert (entry.kind, entry.facts()) == ("ledger-key", {"key": key.public.hex()})
    private = key._private.private_bytes_raw()
    store.close()
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.suffix != ".key":
            assert private not in file.read_bytes()
            assert private.hex().encode() not in file.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "office.db.key").stat().st_mode) == 0o600


def test_the_first_key_among_a_users_files_makes_their_folder(tmp_path):
    key = tmp_path / "share" / "checkmail" / "office.key"
    made = make_key(key)
    again = read_key(key)
    assert again
    assert again.public == made.public


def test_r24_another_office_in_the_same_folder_keeps_nothing_from_being_signed(office):
    """Its chains have the same numbers, and one of its heads the very name that ours would have."""
    heads = {head.chain: head for head in ok(record.chains(office.office, EYE))}
    kept(office).mkdir()
    line = signature_line("another", bytes(32), bytes(64))
    taken = {replace(heads[1], count=count, hash="ab" * 32) for count in range(heads[1].count + 1, 100)}
    files = [kept(office) / file_name(head) for head in taken]
    for file, head in zip(files, taken, strict=True):
        file.write_text(f"{note_text('ab' * 8, head)}\n{line}", encoding="utf-8", newline="\n")
    before = [file.read_bytes() for file in files]
    signed = released(office)
    assert signed.problems == ()
    assert [file.read_bytes() for file in files] == before
    (note,) = [read_note(Path(file).read_bytes()) for file in signed.files if Path(file).name.startswith("1-")]
    assert {what for _, _, what in faults(office)} == {"key"}
    assert note.hash == {head.chain: head for head in ok(record.chains(office.office, EYE))}[1].hash


def write_signed(office, own: str, head: Head, key: SigningKey | None = None) -> Path:
    """A checkpoint of ``head``, signed by the office's key or ``key``."""
    key = key or read_key(office.office.anchor.key)
    text = note_text(own, head)
    line = signature_line(text.split("\n")[0], key.public, key.sign(text))
    file = kept(office) / file_name(head)
    file.write_text(f"{text}\n{line}", encoding="utf-8", newline="\n")
    return file


def said_of_checkpoints(office) -> Level:
    return next(one.level for one in health.examine(office.office) if "checkpoint" in one.code)


def test_r24_what_no_key_of_the_office_signed_keeps_nothing_from_being_signed(office, tmp_path):
    """Whoever may write into the folder, and no more, may say nothing; it is told, and nothing is hidden by it."""
    assert "no-checkpoints" in {one.code for one in health.examine(office.office)}
    genuine = released(office).files
    assert said_of_checkpoints(office) is Level.OK
    own = read_note(Path(genuine[0]).read_bytes()).office
    strange = make_key(tmp_path / "strange.key")
    beyond = [Head(chain, 9000 + n, "cd" * 32, "") for n, chain in enumerate((0, 1))]
    files = [write_signed(office, own, head, strange) for head in beyond]
    # The same head under the name that it gets, so that ours might not be written; a folder; a pipe nobody writes to.
    real = Path(genuine[0]).read_text(encoding="utf-8").rpartition("\n\n")[2]
    files.append(kept(office) / "1-9100.checkpoint")
    files[-1].write_text(f"{note_text(own, Head(1, 9100, 'cd' * 32, ''))}\n{real}", encoding="utf-8", newline="\n")
    (kept(office) / "0.checkpoint").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(kept(office) / "2.checkpoint")
    assert said_of_checkpoints(office) is Level.WARNING
    ok(counting_again(office))
    signed = released(office)
    assert (signed.problems, len(signed.files)) == ((), 2)
    found = record.verify(office.office, checkpoints=kept(office))
    assert {fault.where for fault in found.faults} >= {file.name for file in files} | {"0.checkpoint"}
    assert found.only_strange
    # The last head again, not rightly signed: the right one is written beside it.
    last = Path(signed.files[0])
    note = read_note(last.read_bytes())
    write_signed(office, own, Head(note.chain, note.count, note.hash, ""), strange)
    again = anchoring.sign_heads(office.office, office.office.anchor, 1, 1)
    assert (again.problems, Path(again.files[0]).name) == ((), f"{last.stem}-{note.hash[:16]}.checkpoint")
    # A right one that says more than the ledger has does stop it.
    write_signed(office, own, Head(1, 9300, "cd" * 32, ""))
    assert anchoring.sign_heads(office.office, office.office.anchor, 1, 1).problems == ("went-back",)
    assert said_of_checkpoints(office) is Level.FAILURE
    assert not record.verify(office.office, checkpoints=kept(office)).only_strange


@pytest.mark.parametrize(("beyond", "problems"), [(1, ()), (9999, ("went-back",))])
def test_r24_an_office_that_two_people_put_back_is_signed_again_once_it_is_longer(office, beyond, problems):
    with office.office.store.acting() as t:
        own = office_id(identity(t))
        lost = Head(1, t.one("head", chain=1)["count"] + beyond, "cd" * 32, "")
    kept(office).mkdir()
    write_signed(office, own, lost)
    assert released(office).problems == ("went-back",)
    with office.office.store.acting() as t:
        Act(office.office, t, BOSS).record(0, "restored", compared=1, second=5, lost=[[1, lost.count, lost.hash]])
    ok(counting_again(office))
    assert released(office).problems == problems


@pytest.mark.parametrize("problem", ["no-key", "strange-key", "not-written", "went-back"])
def test_r24_what_cannot_be_signed_does_not_stop_a_release(office, tmp_path, problem):
    changed: dict[str, object] = {}
    match problem:
        case "no-key":
            changed["key"] = tmp_path / "nowhere" / "office.key"
        case "strange-key":
            make_key(tmp_path / "other.key")
            changed["key"] = tmp_path / "other.key"
        case "not-written":
            (tmp_path / "file").touch()
            changed["folder"] = tmp_path / "file"
        case "went-back":
            released(office)
            ok(counting_again(office))
            file = next(kept(office).glob("1-*.checkpoint"))
            write_signed(office, read_note(file.read_bytes()).office, Head(1, 9999, "cd" * 32, ""))
    signed = released(office, **changed)
    assert problem in signed.problems
    assert signed.files == ()
    assert record.verify(office.office, replay=True).faults == ()


def counting_again(office):
    """A piece is sent back, so that its tray can be released once more."""
    from checkmail.office import pieces

    ok(pieces.send_back(office.office, AKI, 1, [1], "破れ"))
    office.first(AKI, [1])
    office.second(BAN, [1])
    office.count(1)
    return True


@pytest.mark.parametrize("name", ["office.key", "kept/1-2.checkpoint", "kept", "link.pdf", "office.db-heads"])
def test_r24_nothing_is_written_over_what_shows_that_an_office_went_back(office, tmp_path, name):
    released(office)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "office.key")
    at = replace(office.office, seen=Seen(tmp_path / "office.db-heads", tmp_path / "state"))
    with pytest.raises(Misused, match=r"would-overwrite-office|not-a-file-to-write"):
        record.export(at, AKI, tmp_path / name)
    assert read_key(tmp_path / "office.key")


def test_r24_the_doctor_says_whether_heads_are_signed(office, tmp_path):
    def said(at: Office) -> list[Level]:
        return [one.level for one in health.examine(at) if one.code == "ledger-key"]

    assert said(office.office) == [Level.OK]
    lost = replace(office.office, anchor=replace(office.office.anchor, key=tmp_path / "lost"))
    assert said(lost) == [Level.WARNING]
    assert said(replace(office.office, anchor=None)) == []


def test_r24_a_lost_key_is_renewed_by_a_supervisor_and_old_checkpoints_stand(office):
    released(office)
    old = read_key(office.office.anchor.key)
    office.office.anchor.key.unlink()
    assert refused(ledger_keys.renew_key(office.office, AKI)) == "not-allowed"
    assert not office.office.anchor.key.exists()
    before = ok(ledger_keys.ledger_key(office.office, EYE))
    assert before.problem == "no-key"
    told = ok(ledger_keys.renew_key(office.office, BOSS))
    assert (told.problem, told.verifiers != before.verifiers) == ("", True)
    counting_again(office)
    assert released(office).problems == ()
    assert len(list(kept(office).iterdir())) == 4
    assert faults(office) == []
    # What the old one signed is as good as ever: a head of its that the ledger lacks shows that it went back.
    write_signed(office, read_note(next(kept(office).iterdir()).read_bytes()).office, Head(1, 9000, "cd" * 32, ""), old)
    assert anchoring.sign_heads(office.office, office.office.anchor, 1, 1).problems == ("went-back",)
    assert not list(office.office.anchor.key.parent.glob("*.part"))


def test_r24_a_person_signs_beside_the_office(office, tmp_path):
    mine = tmp_path / "boss.key"
    named = ok(ledger_keys.name_own_key(office.office, BOSS, mine))
    again = ok(ledger_keys.name_own_key(office.office, BOSS, mine))
    assert named == again
    assert [e.kind for e in ok(record.trace_person(office.office, EYE, 1))].count("person-key") == 1
    signed = released(office, person=mine)
    assert signed.problems == ()
    for file in signed.files:
        note = read_note(Path(file).read_bytes())
        assert [one.name for one in note.signatures] == [note.origin, f"checkmail/person/{note.office}/1"]
        assert is_signed(note.text, read_key(mine).public, note.signatures[1].value)
    assert faults(office) == []
    with pytest.raises(Misused, match="key-taken"):
        ledger_keys.name_own_key(office.office, BAN, mine)
    with pytest.raises(Misused, match="key-taken"):
        ledger_keys.name_own_key(office.office, BAN, office.office.anchor.key)
    assert refused(ledger_keys.name_own_key(office.office, EYE, tmp_path / "eye.key")) == "not-allowed"
    assert not (tmp_path / "eye.key").exists()
    (tmp_path / "text.key").write_text("x", encoding="utf-8")
    with pytest.raises(Misused, match="no-key-in-file"):
        ledger_keys.name_own_key(office.office, BAN, tmp_path / "text.key")


@pytest.mark.parametrize("problem", ["no-person-key", "strange-person-key"])
def test_r24_without_the_persons_key_the_office_signs_alone(office, tmp_path, problem):
    mine = tmp_path / "mine.key"
    if problem == "strange-person-key":
        ok(ledger_keys.name_own_key(office.office, BAN, mine))  # another person's
    signed = released(office, person=mine)
    assert (signed.problems, len(signed.files)) == ((problem,), 2)
    assert faults(office) == []


def test_the_environment_says_where_keys_and_checkpoints_lie(tmp_path, monkeypatch):
    for name in (KEY, CHECKPOINTS, SIGN_WITH):
        monkeypatch.delenv(name, raising=False)
    place = tmp_path / "office.db"
    assert Anchor.beside(place) == Anchor(tmp_path / "office.db.key", tmp_path / "office.db.checkpoints")
    for name in (KEY, CHECKPOINTS, SIGN_WITH):
        monkeypatch.setenv(name, os.fspath(tmp_path / name))
    assert Anchor.beside(place) == Anchor(tmp_path / KEY, tmp_path / CHECKPOINTS, tmp_path / SIGN_WITH)
