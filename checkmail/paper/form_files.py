"""A form's measures read from TOML into a frozen dataclass, strictly.

A key that is missing, unknown or of another kind is refused with its file and its place in it:
a misspelled key would otherwise leave a form as it was, and nobody would know why.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from checkmail.errors import Misused

Form = TypeVar("Form")


def read_form(kind: type[Form], path: Path) -> Form:
    """The form in ``path`` as a ``kind``, a frozen dataclass whose fields say what the file must hold.

    A field is a number (not negative, not NaN), a whole number, a text, a tuple or a table of these or
    of further dataclasses. Raises :class:`Misused` ``form-unreadable`` with ``form`` and ``place``.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Misused("form-unreadable", form=path.name, place="—") from None
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
    if kind is float and type(value) in (int, float) and math.isfinite(value) and value >= 0:  # type: ignore[arg-type,operator]
        return float(value)  # type: ignore[arg-type]
    if (kind is int and type(value) is int and value >= 1) or (kind is str and type(value) is str and value):
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
