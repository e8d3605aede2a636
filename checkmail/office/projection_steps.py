"""The kinds of step by which an entry changes tables: a query run once, or for each of the body's items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checkmail.store.protocol import Transaction

Params = dict[str, Any]
Step = Callable[[Transaction, Params], object]


def paper_word(kind: int, enclosure: int, issue: int) -> str:
    """One paper of a piece, as ``pieces.seen`` holds those that desks have read: kind, enclosure, issue, a blank."""
    return f"{kind:d}.{enclosure}.{issue} "


def once(query: str) -> Step:
    """Runs ``query`` once, with the entry's parameters."""
    return lambda transaction, params: transaction.run(query, **params)


def each(query: str, items: str) -> Step:
    """Runs ``query`` once for each of the body's ``items``, as ``:item``."""

    def step(transaction: Transaction, params: Params) -> None:
        transaction.many(query, ({**params, "item": item} for item in params[items]))

    return step


def touching(items: str = "pieces") -> Step:
    """R19, R22: a changed piece voids its tray's counts and withdraws its release, and ends a set open on it."""

    def step(transaction: Transaction, params: Params) -> None:
        rows = [{**params, "item": item} for item in params[items]]
        transaction.many("tray_of_piece_changed", rows)
        transaction.many("sets_voided_of_piece", rows)

    return step


def artifacts(query: str, items: str = "artifacts", **more: object) -> Step:
    """Runs ``query`` for each of the body's ``items``: ``[kind, piece, enclosure, issue]``."""

    def step(transaction: Transaction, params: Params) -> None:
        names = ("kind", "piece", "enclosure", "issue")
        transaction.many(
            query,
            ({**params, **more, **dict(zip(names, item, strict=True))} for item in params[items]),
        )

    return step
