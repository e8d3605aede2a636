"""What an entry of the ledger does to the tables: the only code that changes them.

Each kind of entry names the queries that follow from it; their parameters are the entry's body
together with ``batch``, ``entry``, ``at``, ``by`` and ``desk``. A commitment in the body becomes its
digest. Replaying a ledger runs the same queries (``office.record``), so a table that differs from
its entries is found.

What a family of entries does is in :mod:`.projection_office`, :mod:`.projection_lists`,
:mod:`.projection_paper`, :mod:`.projection_desk` and :mod:`.projection_counts`.

The erasable tables (texts, records, findings, own numbers, differences) and the secrets are no
projection: the ledger holds only commitments to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from checkmail.office.projection_counts import COUNTS
from checkmail.office.projection_desk import DESK
from checkmail.office.projection_lists import LISTS
from checkmail.office.projection_office import OFFICE
from checkmail.office.projection_paper import PAPER
from checkmail.office.projection_steps import Params, Step
from checkmail.rules.ledger import Entry
from checkmail.store.protocol import Transaction

DERIVED: Final = (
    "office", "people", "batches", "versions", "settled", "explained", "withheld", "pieces", "trays",
    "counts", "jobs", "artifacts", "stamped", "desks", "proposals", "offers", "printers", "printer_sheets",
    "office_fonts", "windows", "planted", "planted_papers",
)  # fmt: skip
"""The tables that replaying gives again."""

FAMILIES: Final = (OFFICE, LISTS, PAPER, DESK, COUNTS)

PROJECTION: Final[Mapping[str, tuple[Step, ...]]] = {k: steps for family in FAMILIES for k, steps in family.items()}


def project(transaction: Transaction, entry: Entry, facts: Mapping[str, Any]) -> None:
    """Lets ``entry``, whose body says ``facts``, change the tables. A kind that no family names is a ``KeyError``."""
    params = _parameters(entry, facts)
    for step in PROJECTION[entry.kind]:
        step(transaction, params)


def _parameters(entry: Entry, facts: Mapping[str, Any]) -> Params:
    params: Params = {
        **facts, "batch": entry.chain, "entry": entry.number, "at": entry.at, "by": entry.person, "desk": entry.desk,
    }  # fmt: skip
    for name, value in facts.items():
        if isinstance(value, dict):
            params[name] = value["sha256"]
    return params
