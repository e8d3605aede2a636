"""The form that each field of an entry has, as ``docs/ledger.md`` says it (R24).

Number, previous and hash are not looked at: their place in the chain shows that they have theirs.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from typing import Any, Final, NoReturn

from checkmail.rules.ledger import LARGEST_INTEGER

MOST_CHAIN: Final = 99_999
_MOST_PERSON: Final = 9_999_999

# What follows a run of these never belongs to the run: nothing has to be given back, which takes a sixth of the time.
_TIME: Final = r"0000-00-00T00:00:00\.000000Z".replace("0", "[0-9]")
_ID: Final = "[0-9A-Za-z_-]{1,64}+"
_STRING: Final = r'"[ !#-\[\]-~]*+"'
_INTEGER: Final = "0|-?[1-9][0-9]{0,14}"
_COMMITMENT: Final = rf'\{{"length":(?:{_INTEGER}),"sha256":{_STRING}\}}'
_VALUE: Final = rf"(?:{_STRING}|{_INTEGER}|{_COMMITMENT})"

_desk: Final = re.compile(r"[\w .-]{1,32}").fullmatch
_kind: Final = re.compile("[a-z]+(?:-[a-z]+)*").fullmatch
_time_and_id: Final = re.compile(rf"{_TIME}\n{_ID}").fullmatch
_flat: Final = re.compile(rf'\{{(?:"[a-z0-9_]+":{_VALUE}(?:,(?!\}})|(?=\}})))*\}}').fullmatch
_keys: Final = re.compile(rf'"([a-z0-9_]+)":{_VALUE}').findall

_bodies: Final[dict[str, list[str]]] = {}
"""By kind, an expression for each set of keys that was seen."""
_MOST_BODIES: Final = 8

SHAPES: Final[dict[str, Callable[[str], object]]] = {}
"""By kind, one expression for ``TIME LF ID LF BODY``, whose body has one of the first sets of keys seen in the kind.

Their values are texts, integers and commitments. Nearly every entry of a long chain is known by it at a third of the
time that parsing its body takes. It matches nothing that JSON escapes, no line feed either: no part of one value can be
taken for one of another.
"""


def well_formed(chain: int, at: str, desk: str, person: int, kind: str, body: str, id_: str) -> bool:
    """Whether each of these has its form; learns the keys of a body that its kind did not have yet."""
    # A damaged file may hold bytes where a text must be.
    if chain > MOST_CHAIN or type(body) is not str or not actor_spelled(desk, person, kind):
        return False
    shape = SHAPES.get(kind)
    if shape and shape(f"{at}\n{id_}\n{body}"):
        return True
    if not _time_and_id(f"{at}\n{id_}"):
        return False
    if not _flat(body):
        return is_canonical(body)
    keys = _keys(body)
    if not all(one < other for one, other in itertools.pairwise(keys)):
        return False
    known = _bodies.setdefault(kind, [])
    if len(known) < _MOST_BODIES:
        known.append(",".join(f'"{key}":{_VALUE}' for key in keys))
        SHAPES[kind] = re.compile(rf"{_TIME}\n{_ID}\n\{{(?:{'|'.join(known)})\}}").fullmatch
    return True


@functools.lru_cache(maxsize=1_024, typed=True)
def actor_spelled(desk: str, person: int, kind: str) -> str:
    """Desk, person and kind as they stand in what is hashed; empty where one of them has not its form."""
    typed = type(desk) is str and type(person) is int
    sound = typed and 0 <= person <= _MOST_PERSON and _desk(desk) and _kind(kind)
    return f'{encode_basestring_ascii(desk)},{person},"{kind}"' if sound else ""


def _refuse(spelled: str) -> NoReturn:
    raise ValueError(spelled)


def _integer(spelled: str) -> int:
    # 16 digits hold the largest; a longer one is not even read.
    if len(spelled) > len(str(-LARGEST_INTEGER)) or abs(int(spelled)) > LARGEST_INTEGER:
        _refuse(spelled)
    return int(spelled)


_DECODER: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def is_canonical(text: str) -> bool:
    """Whether ``text`` is a JSON object in its one spelling."""
    try:
        parsed: Any = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and _ENCODER.encode(parsed) == text
