"""What an entry of the ledger does to the tables: the only code that changes them.

Each kind of entry names the queries that follow from it; their parameters are the entry's body
together with ``batch``, ``entry``, ``at``, ``by`` and ``desk``. A commitment in the body becomes its
digest. Replaying a ledger runs the same queries (``office.record``), so a table that differs from
its entries is found.

The erasable tables (texts, records, findings, own numbers, differences) and the secrets are no
projection: the ledger holds only commitments to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from checkmail.rules.codes import Kind, parts_of
from checkmail.rules.ledger import Entry
from checkmail.rules.pace import Came
from checkmail.rules.scan_verdicts import Outcome
from checkmail.store.protocol import Transaction

Params = dict[str, Any]
Step = Callable[[Transaction, Params], None]

DERIVED: Final = (
    "office", "people", "batches", "versions", "settled", "explained", "withheld", "pieces", "trays",
    "counts", "jobs", "artifacts", "stamped", "desks", "proposals", "offers", "printers", "printer_sheets",
    "office_fonts", "windows", "planted", "planted_papers",
)  # fmt: skip
"""The tables that replaying gives again."""


def project(transaction: Transaction, entry: Entry) -> None:
    """Lets ``entry`` change the tables. A kind unknown to the table below is a ``KeyError``."""
    params = parameters(entry)
    for step in PROJECTION[entry.kind]:
        step(transaction, params)


def parameters(entry: Entry) -> Params:
    """The parameters of an entry's queries."""
    body = {key: value["sha256"] if isinstance(value, dict) else value for key, value in entry.facts().items()}
    return {
        **body, "batch": entry.chain, "entry": entry.number, "at": entry.at, "by": entry.person, "desk": entry.desk,
    }  # fmt: skip


def _once(query: str) -> Step:
    return lambda transaction, params: void(transaction.run(query, **params))


def _each(query: str, items: str) -> Step:
    """Runs ``query`` once for each of the body's ``items``, as ``:item``."""

    def step(transaction: Transaction, params: Params) -> None:
        transaction.many(query, ({**params, "item": item} for item in params[items]))

    return step


def _touching(items: str = "pieces") -> Step:
    """R19, R22: a changed piece voids its tray's counts and withdraws its release, and ends a set open on it."""

    def step(transaction: Transaction, params: Params) -> None:
        rows = [{**params, "item": item} for item in params[items]]
        transaction.many("tray_of_piece_changed", rows)
        transaction.many("sets_voided_of_piece", rows)

    return step


def void(_changed: int) -> None:
    """How many rows a query changed does not matter to a projection."""


def spread(runs: list[list[int]]) -> Iterator[int]:
    """The numbers of ``[[first, last], …]``."""
    for first, last in runs:
        yield from range(first, last + 1)


def gather(numbers: list[int]) -> list[list[int]]:
    """Ascending numbers as ``[[first, last], …]``; :func:`spread` gives them back."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def _pieces_listed(transaction: Transaction, params: Params) -> None:
    """R1: the pieces, trays and marks of an approved list."""
    batch, size, count = params["batch"], params["tray_size"], params["pieces"]
    transaction.many(
        "piece_listed",
        (
            {"batch": batch, "piece": piece, "tray": (piece - 1) // size + 1, "expects": expects}
            for expects, runs in params["expects"]
            for piece in spread(runs)
        ),
    )
    # Counts entered for an earlier version do not stand: the trays changed with this entry.
    changed = params["entry"]
    transaction.run("tray_made", batch=batch, tray=0, first_piece=1, last_piece=count, changed=changed)
    transaction.many(
        "tray_made",
        (
            {
                "batch": batch, "tray": (first - 1) // size + 1, "first_piece": first,
                "last_piece": min(first + size - 1, count), "changed": changed,
            }
            for first in range(1, count + 1, size)
        ),
    )  # fmt: skip
    for query, runs in (
        ("attention_marked", params["attention"]),
        ("by_hand_marked", params["by_hand"]),
        ("piece_withheld", params["withheld"]),
    ):
        transaction.many(query, ({**params, "item": piece} for piece in spread(runs)))


def _artifacts_issued(transaction: Transaction, params: Params) -> None:
    """R8: ``runs`` are ``[kind, enclosure, issue, first piece, last piece, place of the first]``."""
    transaction.many(
        "artifact_issued",
        (
            {
                "batch": params["batch"], "job": params["job"], "kind": kind, "enclosure": enclosure,
                "issue": issue, "piece": first + step, "place": place + step,
            }
            for kind, enclosure, issue, first, last, place in params["runs"]
            for step in range(last - first + 1)
        ),
    )  # fmt: skip


def _sides(params: Params, earlier: int = 0) -> Iterator[Params]:
    """R8: every side of ``documents``, each of neighbouring pieces with documents alike.

    ``[enclosure, sides, first side, issue, first piece, last piece, place of the first]``.
    """
    for _, sides, first_side, issue, first, last, place in params["documents"]:
        for step in range(last - first + 1):
            for side in range(sides):
                yield {
                    **params, "kind": Kind.STAMPED.value, "enclosure": first_side + side, "issue": issue - earlier,
                    "piece": first + step, "place": place + step * sides + side,
                }  # fmt: skip


def _sides_issued(transaction: Transaction, params: Params) -> None:
    transaction.many("artifact_issued", _sides(params))


def _sides_replaced(transaction: Transaction, params: Params) -> None:
    """The issue before the one that is printed again is dead."""
    transaction.many("artifact_replaced", _sides(params, earlier=1))


def _documents_stamped(transaction: Transaction, params: Params) -> None:
    """S3: which sides of a piece are whose document, and how they share sheets."""
    names = ("document", "sides", "first_side")
    transaction.many(
        "stamped",
        (
            {**params, **dict(zip(names, item, strict=False)), "piece": piece}
            for item in params["documents"]
            for piece in range(item[4], item[5] + 1)
        ),
    )


def _artifacts(query: str, items: str = "artifacts", **more: object) -> Step:
    """Runs ``query`` for each of the body's ``items``: ``[kind, piece, enclosure, issue]``."""

    def step(transaction: Transaction, params: Params) -> None:
        names = ("kind", "piece", "enclosure", "issue")
        transaction.many(
            query,
            ({**params, **more, **dict(zip(names, item, strict=True))} for item in params[items]),
        )

    return step


def _fonts_set(transaction: Transaction, params: Params) -> None:
    """R6: the office's fonts, ``[sha256, name, size, face]`` each, the first that is asked first."""
    transaction.run("office_fonts_cleared")
    transaction.many(
        "office_font_added",
        (
            {"place": place, "sha256": sha256, "name": name, "size": size, "face": face}
            for place, (sha256, name, size, face) in enumerate(params["fonts"])
        ),
    )


def _tray_of_piece(transaction: Transaction, params: Params) -> None:
    transaction.run("tray_of_piece_changed", batch=params["batch"], entry=params["entry"], item=params["piece"])


def _seen(transaction: Transaction, params: Params) -> None:
    """R8: what a desk read is on paper, whatever it answered; nobody may say later that it never was printed."""
    code = parts_of(params["code"]) if params["code"] else None
    if code and code.batch == params["batch"]:
        transaction.run(
            "artifact_seen", batch=code.batch, piece=code.number, kind=code.kind, enclosure=code.enclosure,
            issue=code.issue, entry=params["entry"],
        )  # fmt: skip


def _scanned(transaction: Transaction, params: Params) -> None:
    transaction.run("desk_scanned", **params)
    if params["piece"]:
        transaction.run("piece_seen", batch=params["batch"], piece=params["piece"], entry=params["entry"])
    if params["asks"]:
        transaction.run("piece_answered", **params)


def _typed(transaction: Transaction, params: Params) -> None:
    """R15: codes typed by hand and in order, counted for the sign-off sheet."""
    in_order = params.get("outcome", Outcome.COMPLETE) in (Outcome.ACCEPTED, Outcome.ASKS, Outcome.COMPLETE)
    if params["came"] == Came.BY_HAND and in_order:
        transaction.run("piece_typed", batch=params["batch"], piece=params["piece"])


def _counted(transaction: Transaction, params: Params) -> None:
    transaction.run("counted", **params)
    if params["outcome"] == "differ":
        transaction.run("counts_differed", batch=params["batch"], tray=params["tray"], entry=params["entry"])


def _seal_counted(transaction: Transaction, params: Params) -> None:
    """R21: two counts of a tray's sealed envelopes that agree confirm every seal of the tray."""
    first, last = (params["tray"], params["tray"]) if params["tray"] else (1, 9_999_999)
    for row in transaction.all("trays", batch=params["batch"], first_tray=first, last_tray=last):
        transaction.run("tray_sealed", **{**params, "tray": row["tray"]})


def _batch_stopped(transaction: Transaction, params: Params) -> None:
    if params["stops"]:
        transaction.run("batch_stopped", batch=params["batch"])


_FREED: Final = (_each("piece_freed", "pieces"), _touching(), _each("desk_freed_named", "desks"))

PROJECTION: Final[dict[str, tuple[Step, ...]]] = {
    # the office's chain
    "office-made": (_once("office_made"),),
    "pin-pad": (_once("office_pin_pad_set"),),
    "person-added": (_once("person_added"),),
    "pin-set": (_once("pin_set"),),
    "pin-wrong": (_once("pin_wrong"),),
    "pin-right": (_once("pin_right"),),
    "signed-in": (_once("signed_in"),),
    "person-disabled": (_once("person_disabled"),),
    "deputy-named": (_once("deputy_named"),),
    "batch-opened": (),
    "checkpoint": (),
    "recovery-used": (),
    "clock-set-back": (),
    "fonts-set": (_fonts_set,),
    # proposals, in the chain of what they are about
    "proposed": (_once("proposed"),),
    "proposal-ended": (_once("proposal_ended"),),
    # a batch and its list
    "batch-created": (_once("batch_created"),),
    # The erasable rows of the batch are gone on purpose: their absence is no fault (R25).
    "erased": (),
    "batch-closed": (_once("batch_closed"),),
    "batch-abandoned": (_once("batch_abandoned"),),
    "batch-resumed": (_once("batch_resumed"), _once("desks_forgiven")),
    "policy-changed": (_once("policy_changed"),),
    "list-imported": (_once("list_imported"), _once("batch_version"), _once("pieces_cleared"), _once("trays_cleared")),
    "findings-settled": (_each("finding_settled", "findings"),),
    "list-compared": (),
    "difference-explained": (_each("difference_explained", "records"),),
    "withholding-answered": (_once("withholding_answered"), _each("withheld_added", "pieces")),
    "rows-compared": (_once("rows_compared"),),
    "list-approved": (_once("list_approved"), _once("batch_approved"), _pieces_listed),
    "paper-drawn": (),
    "printer-named": (_once("printer_named"),),
    "printer-set": (_once("printer_set"),),
    "window-set": (_once("window_set"),),
    # withholding
    "withheld-before-approval": (_each("withheld_added", "pieces"),),
    "lifted-before-approval": (_each("withheld_removed", "pieces"),),
    "withheld": (_each("withheld_added", "pieces"), _touching(), _each("piece_withheld", "pieces")),
    # What is withheld already moves no piece and voids no count.
    "withheld-again": (_each("withheld_added", "pieces"),),
    "withholding-lifted": (
        _each("withheld_removed", "pieces"), _each("artifacts_not_found", "pieces"),
        _each("piece_lifted", "pieces"), _touching(),
        _each("attention_marked", "attention"),
    ),
    "withheld-found": (_artifacts("artifact_found"),),
    # paper
    "printed": (_once("job_printed"), _once("batch_printed"), _artifacts_issued),
    "reissued": (
        _artifacts("artifact_replaced", "superseded"), _once("job_printed"), _artifacts_issued,
        _touching(), _each("piece_restarted", "pieces"), _touching("returned"), _each("piece_to_second", "returned"),
    ),
    "stamped": (_once("job_printed"), _once("batch_printed"), _sides_issued, _documents_stamped),
    "stamped-again": (
        _sides_replaced, _once("job_printed"), _sides_issued,
        _touching(), _each("piece_restarted", "pieces"), _touching("returned"), _each("piece_to_second", "returned"),
    ),
    "artifacts-spoiled": (
        _artifacts("artifact_ended", state="spoiled"), _touching(), _each("piece_restarted", "pieces"),
    ),
    "artifacts-lost": (
        _artifacts("artifact_ended", state="lost"), _touching(), _each("piece_restarted", "pieces"),
        _touching("returned"), _each("piece_to_second", "returned"),
    ),
    # the desk
    "desk-opened": (_once("desk_removed"), _once("desk_opened")),
    "desk-left": (_once("desk_left"),),
    "set-voided": (_once("desk_left_open"),),
    "pin-entered": (_once("desk_pin"),),
    "scan": (_scanned, _seen, _typed),
    "piece-enclosed": (_seen, _once("desk_set_ended"), _once("piece_enclosed"), _tray_of_piece, _typed),
    "piece-verified": (_seen, _once("desk_set_ended"), _once("piece_verified"), _tray_of_piece, _typed),
    "piece-sealed": (_seen, _once("desk_set_ended"), _once("piece_sealed"), _typed),
    "desk-held": (_seen, _once("desk_held"), _batch_stopped, _touching(), _each("piece_quarantined", "pieces")),
    "desk-acknowledged": (_once("desk_freed"),),
    # planted sets: they have tables of their own and move no piece of the list
    "planted": (_once("planted_added"), _artifacts("planted_paper_added", "papers"), _once("tray_planted")),
    "planted-seen": (_once("planted_seen"),),
    "planted-caught": (_once("planted_caught"), _each("sets_voided_of_piece", "pieces")),
    "planted-missed": (_once("planted_missed"),),
    "planted-in": (_artifacts("planted_found", "papers"),),
    "planted-lost": (_once("planted_lost"),),
    # pieces
    "pieces-sent-back": (_touching(), _each("piece_restarted", "pieces")),
    "pieces-to-second": (_touching(), _each("piece_to_second", "pieces")),
    "pieces-quarantined": (_touching(), _each("piece_quarantined", "pieces")),
    "pieces-resolved": _FREED,
    "piece-lost": (_touching(), _each("piece_lost", "pieces")),
    "piece-returned": (),
    # counts, release, handover
    "counted": (_counted,),
    "tray-scanned": (_counted,),
    "seal-counted": (_counted,),
    "seals-counted": (_counted, _seal_counted),
    "released": (_once("trays_released"),),
    "offered": (_once("offer_replaced"), _once("offered"), _once("pieces_offered")),
    "number-differed": (),
    "handed-over": (_once("offer_accepted"), _once("pieces_handed_over"), _once("trays_handed")),
}  # fmt: skip
