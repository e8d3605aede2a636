"""Heads signed and kept outside the office after what people sign for: release, handover, the end of a batch (R24).

An act is done when the store has it. Signing comes after, and nothing of it stops the work at the desk: what could not
be signed or written is said in the answer and by ``doctor`` (``docs/decisions/0032-signed-heads.md``).
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from checkmail.office.acting import Actor, Office
from checkmail.office.anchors import Kept, Keys, is_ours, kept_in, read_kept, signature_faults
from checkmail.office.seen import given_up, heads_of
from checkmail.office.signing import Anchor, SigningKey, read_key
from checkmail.rules.checkpoints import file_name, note_text, origin, person_key_name, signature_line
from checkmail.rules.ledger import GENESIS, OFFICE_CHAIN, Head
from checkmail.rules.refusal import Refusal
from checkmail.store.protocol import Transaction

PROBLEMS: Final = ("no-key", "strange-key", "not-written", "went-back", "no-person-key", "strange-person-key")
"""What may keep a head from being signed or kept; none of them undoes the act."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of the heads after an act."""

    files: tuple[str, ...] = ()
    """Checkpoints that are kept now."""
    problems: tuple[str, ...] = ()
    """Words of :data:`PROBLEMS`."""


P = ParamSpec("P")
R = TypeVar("R")


def anchored(
    batch_of: Callable[[Any], int] | None = None,
) -> Callable[
    [Callable[Concatenate[Office, Actor, P], R | Refusal]], Callable[Concatenate[Office, Actor, P], R | Refusal]
]:
    """Signs the heads of the batch and of the office once the act is stored, and adds to its answer what became of it.

    The answer is a frozen dataclass with a field ``signed``. ``batch_of`` finds the batch in it; without it the
    act's first argument is its number.
    """

    def decorate(
        function: Callable[Concatenate[Office, Actor, P], R | Refusal],
    ) -> Callable[Concatenate[Office, Actor, P], R | Refusal]:
        @functools.wraps(function)
        def run(office: Office, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
            answer = function(office, actor, *args, **kwargs)
            if isinstance(answer, Refusal) or office.anchor is None:
                return answer
            batch: Any = batch_of(answer) if batch_of else args[0]
            done: Any = answer
            told: R = replace(done, signed=sign_heads(office, office.anchor, actor.person, batch))
            return told

        return run

    return decorate


def keys_in(t: Transaction) -> Keys:
    """The public keys that the office's chain names, as far as they are asked for outside a verification."""
    keys = Keys()
    entries = t.tuples("entries_from", chain=OFFICE_CHAIN, after=0, limit=1)
    for kind in ("ledger-key", "person-key"):
        entries += t.tuples("entries_of_kind", chain=OFFICE_CHAIN, kind=kind)
    for entry in entries:
        keys.take(entry)
    return keys


def sign_heads(office: Office, anchor: Anchor, person: int, batch: int) -> Signed:
    """Writes a checkpoint of the batch's chain and of the office's, signed by the office and, where wanted, ``person``.

    Never one that contradicts a checkpoint that is kept already: a ledger that went back is not signed (C2SP
    tlog-checkpoint asks that of a log). Where two people went back, it is again once it is longer than what they
    gave up. A checkpoint that no key of the office has signed says nothing: anybody may have put it there.
    """
    with office.store.reading() as t:
        keys = keys_in(t)
        rows = [t.one("head", chain=chain) for chain in (batch, OFFICE_CHAIN)]
        heads = [Head(row["chain"], row["count"], row["head"], row["at"]) for row in rows if row]
        back = next(_lost(t, kept_in(anchor.folder), keys, heads), None)
    key, problem = office_key(anchor, keys)
    if key is None or back:
        return Signed((), tuple(filter(None, (problem, "went-back" if back else ""))))
    second, other = _person_key(anchor, keys, person)
    problems, files = [other] if other else [], []
    for head in heads:
        text = note_text(keys.office, head)
        name = origin(keys.office, head.chain)
        lines = signature_line(name, key.public, key.sign(text))
        if second:
            name = person_key_name(keys.office, person)
            lines += signature_line(name, second.public, second.sign(text))
        try:
            files.append(str(_written(anchor.folder, head, text, lines, keys)))
        except OSError:
            problems.append("not-written")
            break
    return Signed(tuple(files), tuple(problems))


def office_key(anchor: Anchor, keys: Keys) -> tuple[SigningKey | None, str]:
    """The key that signs now, or the problem with it."""
    key = read_key(anchor.key)
    if key is None:
        return None, "no-key"
    return (key, "") if keys.of_office[-1:] == [key.public] else (None, "strange-key")


def _person_key(anchor: Anchor, keys: Keys, person: int) -> tuple[SigningKey | None, str]:
    if anchor.person is None:
        return None, ""
    key = read_key(anchor.person)
    if key is None:
        return None, "no-person-key"
    of_person = [public for who, public in keys.of_people if who == person]
    return (key, "") if of_person[-1:] == [key.public] else (None, "strange-person-key")


def _lost(t: Transaction, kept: Sequence[Kept], keys: Keys, heads: Iterable[Head]) -> Iterator[Kept]:
    """Of each chain of ``heads`` the newest checkpoint, where it is one that the chain lacks and nobody gave up."""
    up_to = given_up(t)
    for head in heads:
        newest = _newest(kept, keys, head.chain)
        if newest is None or newest.expected is None or newest.expected.count <= up_to.get(head.chain, 0) < head.count:
            continue
        said = newest.expected
        rows = t.all("entries_from", chain=head.chain, after=said.count - 1, limit=1)
        if not rows or (rows[0]["number"], rows[0]["hash"]) != (said.count, said.hash):
            yield newest


def _newest(kept: Sequence[Kept], keys: Keys, chain: int) -> Kept | None:
    """The checkpoint of most entries. A folder may have another office's too, and what anybody put there."""
    of_chain = [
        (one.note, one) for one in kept if one.note and (one.note.office, one.note.chain) == (keys.office, chain)
    ]
    # Signatures last, and no more of them than need be.
    of_chain.sort(key=lambda pair: pair[0].count, reverse=True)
    return next((one for note, one in of_chain if note.count and is_ours(note, keys)), None)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the folder of checkpoints holds beside sound ones of this office."""

    lost: tuple[str, ...]
    """Files of heads that the ledger lacks, the newest of its chain each: it went back, and nothing is signed."""
    strange: tuple[str, ...]
    """Files that are no checkpoint, or say that they are this office's and are not rightly signed."""
    kept: int
    """How many there are in all; another office's are none."""


def look_at(t: Transaction, anchor: Anchor) -> Looked:
    """The whole folder of ``anchor``; a checkpoint of another office is nobody's mistake."""
    keys, kept = keys_in(t), kept_in(anchor.folder)
    ours = [one for one in kept if one.note is None or one.note.office == keys.office]
    chains = {one.note.chain for one in ours if one.note}
    there = {head.chain: head for head in heads_of(t)}
    heads = [there.get(chain, Head(chain, 0, GENESIS, "")) for chain in sorted(chains)]
    lost = tuple(one.name for one in _lost(t, ours, keys, heads))
    return Looked(lost, tuple(fault.where for fault in signature_faults(ours, keys)), len(ours))


def _written(folder: Path, head: Head, text: str, lines: str, keys: Keys) -> Path:
    """The file, on disk under its name; one that is there already stays. ``OSError`` where it cannot be.

    Where that is another office's, which shares the folder, was given up or is not rightly signed, the name has the
    head's beginning too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / file_name(head)
    for file in (plain, plain.with_stem(f"{plain.stem}-{head.hash[:16]}")):
        if not os.path.lexists(file):
            part = folder / f".{file.name}.part"
            with part.open("w", encoding="utf-8", newline="\n") as out:
                out.write(f"{text}\n{lines}")
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
            return file
        there = read_kept(file)
        if there and there.text == text and is_ours(there, keys):
            return file
    raise FileExistsError
