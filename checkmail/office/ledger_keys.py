"""Keys that sign heads, made, renewed and named in the office's chain (R24); their private halves lie elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.office.anchoring import keys_in, office_key
from checkmail.office.out_files import writable
from checkmail.office.signing import Anchor, SigningKey, make_key, read_key
from checkmail.rules.checkpoints import origin, person_key_name, verifier_key
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """How it stands with the office's key."""

    file: str
    """Where its private half is looked for; empty: nowhere."""
    problem: str
    """``no-key``, ``strange-key``, or empty: the key is at hand and the ledger names it."""
    verifiers: tuple[str, ...] = ()
    """The public half of the newest key as tools for signed notes take it, for each chain, the office's first."""
    checkpoints: str = ""
    """The folder they are written to."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The key with which a person signs beside the office."""

    person: int
    file: str
    verifier: str


def first_key(anchor: Anchor | None) -> SigningKey | None:
    """The key of an office that is being made; None where none can be kept, which does not stop it."""
    if anchor is None:
        return None
    try:
        return make_key(anchor.key)
    except FileExistsError:
        return read_key(anchor.key)
    except OSError:
        return None


def record_key(opened: Act, key: SigningKey) -> None:
    """Names the office's key in its chain: from here on this one signs."""
    opened.record(OFFICE_CHAIN, "ledger-key", key=key.public.hex())


@reading
def ledger_key(opened: Act) -> LedgerKey:
    """The office's key, and whether it is at hand."""
    return _told(opened)


def key_of(office: Office) -> LedgerKey:
    """The same for anybody: ``doctor`` says it."""
    with office.store.reading() as transaction:
        return _told(Act(office, transaction, None))


def _told(opened: Act) -> LedgerKey:
    keys, anchor = keys_in(opened.t), opened.office.anchor
    chains = [row["chain"] for row in opened.t.all("heads")]
    verifiers = tuple(verifier_key(origin(keys.office, n), public) for public in keys.of_office[-1:] for n in chains)
    if anchor is None:
        return LedgerKey("", "no-key", verifiers)
    return LedgerKey(str(anchor.key), office_key(anchor, keys)[1], verifiers, str(anchor.folder))


def renew_key(office: Office, actor: Actor) -> LedgerKey | Refusal:
    """A new key in place of one that was lost or may be known to others; the old one signs no more.

    Raises :class:`Misused`: ``no-place-for-key``, and ``cannot-write`` as :func:`.out_files.writable`.
    """
    if office.anchor is None:
        raise Misused("no-place-for-key")
    file = writable(office, office.anchor.key, key=True)
    with _made_beside(file) as made:
        key, part = made
        answer = _renewed(office, actor, key)
        if not isinstance(answer, Refusal):
            part.replace(file)
            return ledger_key(office, actor)
        return answer


@act("renew-ledger-key")
def _renewed(opened: Act, key: SigningKey) -> bool | Refusal:
    record_key(opened, key)
    return True


@contextlib.contextmanager
def _made_beside(file: Path) -> Iterator[tuple[SigningKey, Path]]:
    """A new key under another name in the same folder; what is still there under it afterwards goes."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield make_key(part), part
    except OSError:
        raise Misused("cannot-write", path=str(file)) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def name_own_key(office: Office, actor: Actor, file: Path) -> PersonKey | Refusal:
    """Names the key in ``file`` as the acting person's; a file that is not there yet is made, with a new key.

    Raises :class:`Misused`: ``no-key-in-file``, ``key-taken``, and ``cannot-write`` as :func:`.out_files.writable`.
    """
    if file.exists():
        key = read_key(file)
        if key is None:
            raise Misused("no-key-in-file", path=str(file))
        return _named(office, actor, key, str(file))
    with _made_beside(writable(office, file)) as made:
        key, part = made
        answer = _named(office, actor, key, str(file))
        if not isinstance(answer, Refusal):
            part.replace(file)
        return answer


@act("name-own-key")
def _named(opened: Act, key: SigningKey, file: str) -> PersonKey | Refusal:
    keys = keys_in(opened.t)
    if key.public in keys.of_office or any(key.public == public for who, public in keys.of_people if who != opened.who):
        raise Misused("key-taken", path=file)
    if [public for who, public in keys.of_people if who == opened.who][-1:] != [key.public]:
        opened.record(OFFICE_CHAIN, "person-key", who=opened.who, key=key.public.hex())
    name = person_key_name(keys.office, opened.who)
    return PersonKey(opened.who, file, verifier_key(name, key.public))
