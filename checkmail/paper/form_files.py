"""A form's measures read from TOML into a frozen dataclass, strictly.

A key that is missing, unknown or of another kind is refused with its file and its place in it:
a misspelled key would otherwise leave a form as it was, and nobody would know why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from checkmail.errors import Misused

Form = TypeVar("Form")

LARGEST_FILE: Final = 65_536
"""Bytes of a form's or a layout's file; the largest shipped one has not three thousand."""
_LARGEST: Final = 1000
"""Millimetres, points or things on a page: nothing of an A3 page has more."""


def read_toml(path: Path) -> dict[str, Any] | None:
    """What a TOML file says, not judged yet; None where it cannot be read, or is too large to be meant."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        return None if len(content) > LARGEST_FILE else tomllib.loads(content.decode("utf-8-sig"))
    # ValueError: neither UTF-8 nor TOML, or a number of thousands of digits; RecursionError: nested for ever.
    except (OSError, ValueError, RecursionError):
        return None


def read_form(kind: type[Form], path: Path) -> Form:
    """The form in ``path`` as a ``kind``, a frozen dataclass whose fields say what the file must hold.

    A field is a number (not negative, not NaN), a whole number, neither over 1,000, a text, a tuple or a table
    of these or of further dataclasses. Raises :class:`Misused` ``form-unreadable`` with ``form`` and ``place``.
    """
    tree = read_toml(path)
    if tree is None:
        raise Misused("form-unreadable", form=path.name, place="—")
    made: Form = _filled(kind, tree, "", lambda key: Misused("form-unreadable", form=path.name, place=key))
    return made


_Wrong = Callable[[str], Misused]


def _filled(kind: Any, tree: object, key: str, wrong: _Wrong) -> Any:
    """A ``kind`` made of the table ``tree`` that stands at ``key``."""
    if not isinstance(tree, dict):
        raise wrong(key)
    known = {field.name: field for field in fields(kind)}
    for name in tree:
        if name not in known:
            raise wrong(_under(key, name))
    hints = get_type_hints(kind)
    values = {}
    for name, field in known.items():
        if name in tree:
            values[name] = _value(hints[name], tree[name], _under(key, name), wrong)
        elif _needed(field):
            raise wrong(_under(key, name))
    try:
        return kind(**values)
    except ValueError:
        raise wrong(key) from None


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _under(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _value(kind: Any, value: object, key: str, wrong: _Wrong) -> Any:
    """``value`` as the ``kind`` that its field asks for."""
    if is_dataclass(kind):
        return _filled(kind, value, key, wrong)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple(parts, value, key, wrong)
    if origin is dict and isinstance(value, dict):
        return {name: _value(parts[1], one, _under(key, name), wrong) for name, one in value.items()}
    if isinstance(kind, UnionType):
        # What may be absent (None) is given where it stands in the file.
        return _value(next(part for part in parts if part is not type(None)), value, key, wrong)
    # Compared before it is made a float: nan fails, and an integer may be too large for one.
    if kind is float and isinstance(value, (int, float)) and type(value) is not bool and 0 <= value <= _LARGEST:
        return float(value)
    if kind is int and type(value) is int and 1 <= value <= _LARGEST:
        return value
    if kind is str and type(value) is str and value:
        return value
    raise wrong(key)


def _tuple(parts: tuple[Any, ...], value: object, key: str, wrong: _Wrong) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise wrong(key)
    if len(parts) == 2 and parts[1] is Ellipsis:
        parts = (parts[0],) * len(value)
    if len(parts) != len(value):
        raise wrong(key)
    return tuple(
        _value(part, one, f"{key}[{place}]", wrong) for place, (part, one) in enumerate(zip(parts, value, strict=True))
    )
