"""Hashes of PINs and codes, and the keys of answers, held to the entries that set them (R24, R27).

A hash that was exchanged in ``secrets`` would let somebody act as another person. So the entry that sets one carries
the SHA-256 of the whole string that is kept. That gives nobody a quicker way to a PIN: the string is Argon2's own, with
16 random bytes of salt and 32 of hash in it. Who has the entry alone would have to guess the salt; who has the string
too has to try PINs by Argon2 as before. A key of answers is 32 random bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from checkmail.errors import StoreUnavailable
from checkmail.office.acting import Act
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.verification import Fault, Fields
from checkmail.store.protocol import Transaction

MOVED: Final = "moved"
"""The name among the secrets under which an office that has moved says where to; no secret, and no desk works there."""

RECOVERY: Final = "recovery"

_SHOWN: Final = 16
"""So many digits of a hash tell two apart in a sentence."""


def commitment(kept: str) -> str:
    """What an entry says of a string that is kept in ``secrets``: its SHA-256, hexadecimal."""
    return hashlib.sha256(kept.encode("utf-8", "surrogatepass")).hexdigest()


def keep_secret(opened: Act, name: str, kept: str) -> None:
    """Keeps ``kept`` under ``name`` in place of what was there; the entry beside it carries its commitment."""
    opened.t.run("secret_removed", name=name)
    opened.t.run("secret_added", name=name, hash=kept)


def taken_secret(opened: Act, name: str, committed: Mapping[str, Any]) -> str:
    """A secret that waited for a second person; it leaves its waiting place.

    Raises :class:`StoreUnavailable` ``damaged`` where it is not the one that the proposal's entry committed to.
    """
    row = opened.t.one("secret", name=name)
    if row is None or commitment(row["hash"]) != committed["sha256"]:
        raise StoreUnavailable("damaged", path=opened.office.store.place, error=name)
    opened.t.run("secret_removed", name=name)
    return str(row["hash"])


class Committed:
    """What the entries that were walked say of ``secrets``."""

    def __init__(self) -> None:
        self._by_name: dict[str, tuple[int, int, str]] = {}
        self._recoveries: set[object] = set()

    def take(self, fields: Fields) -> None:
        """Takes in a sound entry of one of :data:`SPEAKING`."""
        chain, number, kind, facts = fields[0], fields[1], fields[5], json.loads(fields[6])
        match kind:
            case "erased":
                self._by_name.pop(f"answers:{chain}", None)
            case "batch-created":
                self._set(f"answers:{chain}", chain, number, facts.get("answers"))
            case "person-added" | "pin-set":
                self._set(f"person:{facts.get('who')}", chain, number, facts.get("secret"))
            case "office-made" | "recovery-used":
                self._set(RECOVERY, chain, number, facts.get("recovery"))
                # The code that proved who began one is worth nothing any more.
                for proposal in self._recoveries:
                    self._end(proposal)
            case "proposed":
                self._proposed(chain, number, facts)
            case _:
                self._end(facts.get("proposal"))

    def _set(self, name: str, chain: int, number: int, digest: object) -> None:
        if isinstance(digest, str):
            self._by_name[name] = (chain, number, digest)

    def _proposed(self, chain: int, number: int, facts: Mapping[str, Any]) -> None:
        proposal, params = facts.get("proposal"), facts.get("params")
        if facts.get("act") not in _WAITING or not isinstance(params, str):
            return
        try:
            said = json.loads(params)
        except ValueError:  # a replay does not take it either, and says so
            return
        for what, name in (("secret", "proposal"), ("code", "proposal-code")):
            if isinstance(said, dict) and isinstance(said.get(what), dict):
                self._set(f"{name}:{proposal}", chain, number, said[what].get("sha256"))
        if facts["act"] == "recover":
            self._recoveries.add(proposal)

    def _end(self, proposal: object) -> None:
        self._by_name.pop(f"proposal:{proposal}", None)
        self._by_name.pop(f"proposal-code:{proposal}", None)

    def faults(self, t: Transaction, judged: Callable[[int], bool]) -> Iterator[Fault]:
        """What ``secrets`` holds otherwise, where ``judged`` says that the chain it follows from was walked whole."""
        expected = {name: one for name, one in self._by_name.items() if judged(one[0])}
        for row in t.all("secrets"):
            name, found = str(row["name"]), row["hash"]
            digest = commitment(found) if isinstance(found, str) else ""
            chain, number, right = expected.pop(name, (_chain(name), 0, ""))
            if digest != right and name != MOVED and judged(chain):
                yield Fault(chain, number, "secret", digest[:_SHOWN] or "—", right[:_SHOWN] or "—", name)
        for name, (chain, number, right) in expected.items():
            yield Fault(chain, number, "secret", "—", right[:_SHOWN], name)


def _chain(name: str) -> int:
    """The chain whose entries would speak of a secret of this name."""
    found = re.fullmatch("answers:([0-9]{1,5})", name)
    return int(found[1]) if found else OFFICE_CHAIN


_WAITING: Final = ("add-person", "set-pin", "recover")
"""Proposals that bring a secret with them."""

SPEAKING: Final = frozenset(
    {
        "office-made", "person-added", "pin-set", "recovery-used", "proposed", "proposal-ended", "batch-created",
        "erased",
    }
)  # fmt: skip
"""Kinds of entries that set a secret or take one away."""
