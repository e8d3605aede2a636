"""Answers of the office as the JSON documents of the command contract: the way to register one, and plain answers.

What a noun answers is registered in the noun's own module; :mod:`checkmail.cli.main` loads them all.
"""

from __future__ import annotations

import functools
from typing import Any

from checkmail.locale import Language

Document = dict[str, Any]


@functools.singledispatch
def document(answer: object, _language: Language) -> Any:
    """The document of an answer. Numbers stay integers; what is not said is null."""
    raise TypeError(f"no document for {type(answer).__name__}")


@document.register
def _(answer: bool, language: Language) -> Document:  # noqa: ARG001
    return {"recorded": answer}


@document.register
def _(answer: int, language: Language) -> Document:  # noqa: ARG001
    return {"settled": answer}


@document.register(tuple)
def _(answer: tuple[int, ...], language: Language) -> Document:  # noqa: ARG001
    return {"pieces": list(answer)}


@document.register(list)
def _(answer: list[Any], language: Language) -> list[Any]:
    return [one if isinstance(one, (int, list)) else document(one, language) for one in answer]
