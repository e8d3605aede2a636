"""Answers of the office as the JSON documents of the command contract."""

from __future__ import annotations

import functools
from typing import Any

from checkmail.locale import Language, text
from checkmail.office.batches import BatchView
from checkmail.office.comparing import Difference
from checkmail.office.counting import CountView, Released, TrayScan
from checkmail.office.desk import Answer
from checkmail.office.findings import Seen, describe, key_of
from checkmail.office.handover import Offer
from checkmail.office.lists import Imported
from checkmail.office.office_fonts import Fonts
from checkmail.office.people import Made, Member
from checkmail.office.pieces import PieceView
from checkmail.office.planting import Planted, PlantedList
from checkmail.office.print_jobs import Place, RecordedJob
from checkmail.office.printing import Printed
from checkmail.office.proposals import Proposal, Proposed
from checkmail.office.record import Verified, printed_heads, readable
from checkmail.office.reissue import ReissueProposed
from checkmail.office.withholding import Found, Withheld, WithheldPiece
from checkmail.rules.ledger import OFFICE_CHAIN, Entry, chain_name
from checkmail.rules.scan_sets import ENVELOPE

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


@document.register
def _(answer: Made, language: Language) -> Document:  # noqa: ARG001
    return {"office": answer.office, "person": answer.person, "recovery_code": answer.recovery_code}


@document.register
def _(answer: Member, language: Language) -> Document:  # noqa: ARG001
    person = answer.person
    return {
        "person": person.number,
        "name": answer.name,
        "role": person.role.value,
        "disabled": person.disabled,
        "pin_must_change": person.must_change,
        "deputy_until": person.deputy_until.isoformat() if person.deputy_until else None,
    }


@document.register
def _(answer: Fonts, language: Language) -> Document:  # noqa: ARG001
    fonts = [
        {"font": font.name, "face": font.face + 1, "sha256": font.sha256, "file": file or None}
        for font, file in zip(answer.fonts, answer.files, strict=True)
    ]
    return {"fonts": fonts, "folder": answer.folder}


@document.register
def _(answer: Proposed, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal}


@document.register
def _(answer: ReissueProposed, language: Language) -> Document:  # noqa: ARG001
    return {"proposal": answer.proposal, "artifacts": answer.artifacts, "left_out": list(answer.left_out)}


@document.register
def _(answer: RecordedJob, language: Language) -> Document:  # noqa: ARG001
    told = {name: getattr(answer, name) for name in RecordedJob.__slots__}
    about = [answer.first_piece, answer.last_piece] if answer.first_piece else None
    del told["first_piece"], told["last_piece"]
    return {**told, "sheet": answer.sheet or None, "labels": answer.labels or None, "pieces": about}


@document.register
def _(answer: Place, language: Language) -> Document:
    return {
        "place": answer.place,
        "sheet": answer.sheet or None,
        "label": answer.label or None,
        "kind": text(language, "words", f"kind.{answer.kind}"),
        "piece": answer.piece,
        "enclosure": answer.enclosure,
        "issue": answer.issue,
        "state": answer.state,
        "piece_state": answer.piece_state,
    }


@document.register
def _(answer: Proposal, language: Language) -> Document:  # noqa: ARG001
    told = {k: v for k, v in answer.params.items() if not isinstance(v, dict)}
    return {
        "proposal": answer.number,
        "batch": answer.batch or None,
        "act": answer.act,
        "person": answer.person,
        "at": answer.at,
        "reason": answer.reason,
        "about": told,
    }


@document.register
def _(answer: BatchView, language: Language) -> Document:
    return {
        "batch": answer.batch.number,
        "name": answer.name,
        "stage": answer.stage.value,
        "next": text(language, "words", f"next.{answer.next}"),
        "blocked_by": list(answer.blocked_by),
        "counts": dict(answer.counts),
        "tray_size": answer.batch.tray_size,
        "supervisor_may_check": answer.batch.supervisor_may_check,
    }


@document.register
def _(answer: Imported, language: Language) -> Document:  # noqa: ARG001
    return {
        "version": answer.version,
        "rows": answer.rows,
        "pieces": answer.pieces,
        "sha256": answer.sha256,
        "encoding": answer.encoding,
        "findings": dict(answer.findings),
        "columns": dict(answer.columns),
        "guessed": list(answer.guessed),
        "carried": answer.carried,
        "sources": dict(answer.sources),
        "file": answer.file or None,
        "sheet": answer.sheet or None,
        "heading_row": answer.heading_row,
    }


@document.register
def _(answer: Seen, language: Language) -> Document:
    words = describe(answer.finding, language)
    return {
        "finding": answer.number,
        "code": answer.finding.code,
        "severity": answer.finding.severity.value,
        "rows": list(answer.finding.rows),
        "columns": list(answer.finding.columns),
        "message": words.message,
        "next": words.next,
        "pieces": list(answer.pieces),
        "settled": answer.settled or None,
        "settled_by": answer.settled_by or None,
        "reason": answer.reason or None,
        "group": key_of(answer),
    }


@document.register
def _(answer: Difference, language: Language) -> Document:  # noqa: ARG001
    return {
        "key": answer.key,
        "row": answer.row,
        "piece": answer.piece or None,
        "explained_by": answer.explained_by or None,
        "reason": answer.reason or None,
        "withheld": answer.withheld,
    }


@document.register
def _(answer: Withheld, language: Language) -> Document:  # noqa: ARG001
    return {"matched": answer.matched, "pieces": list(answer.pieces), "unmatched": answer.unmatched}


@document.register
def _(answer: WithheldPiece, language: Language) -> Document:  # noqa: ARG001
    return {"piece": answer.piece, "person": answer.person, "reason": answer.reason, "not_found": answer.out}


@document.register
def _(answer: Found, language: Language) -> Document:  # noqa: ARG001
    return {
        "raw": answer.raw,
        "verdict": answer.verdict,
        "reason": answer.reason or None,
        "piece": answer.piece or None,
    }


@document.register
def _(answer: Printed, language: Language) -> Document:
    return {
        "job": answer.job,
        "kind": answer.kind,
        "pages": answer.pages,
        "artifacts": answer.artifacts,
        "decoded": answer.decoded,
        "released": True,
        "sha256": answer.sha256,
        "files": list(answer.files),
        "customer_codes": answer.customer_codes
        and {
            "drawn": answer.customer_codes.drawn,
            "without": answer.customer_codes.without,
            "pieces": [
                {"piece": piece, "why": why, "message": text(language, "words", f"without-customer-code.{why}")}
                for piece, why in answer.customer_codes.pieces
            ],
        },
    }


@document.register
def _(answer: Answer, language: Language) -> Document:
    told = answer.shape and text(language, "words", f"shape.{answer.shape}")
    return {
        "raw": answer.raw,
        "verdict": answer.verdict.value,
        "reason": answer.reason or None,
        "piece": answer.piece,
        "ask": answer.ask or None,
        "needs": None if answer.needs is None else [f"{n:02d}" for n in answer.needs if n != ENVELOPE],
        "rule": answer.rule or None,
        "pieces": list(answer.pieces),
        "hint": told or None,
        "planted": answer.planted,
    }


@document.register
def _(answer: PieceView, language: Language) -> Document:  # noqa: ARG001
    piece = answer.piece
    return {
        "piece": piece.number,
        "tray": piece.tray,
        "state": piece.state.value,
        "expects": [f"{n:02d}" for n in piece.expects],
        "attention": piece.attention,
        "first_by": piece.first_by or None,
        "second_by": piece.second_by or None,
        "sealed_by": answer.sealed_by or None,
        "artifacts": [{"kind": k, "enclosure": e, "issue": i, "state": s} for k, e, i, s in answer.artifacts],
        "name": answer.name,
        "address": answer.address,
        "rows": list(answer.records),
        "last": answer.last or None,
        "typed": answer.typed,
    }


@document.register
def _(answer: CountView, language: Language) -> Document:  # noqa: ARG001
    def places(found: Any) -> list[Document]:
        return [{"piece": p.piece, "tray": p.tray, "state": p.state, "last": p.last or None} for p in found]

    return {
        "balanced": answer.balanced,
        "lines": [
            {
                "line": x.line,
                "expected": x.expected,
                "found": x.found,
                "difference": x.difference,
                "terms": None if x.terms is None else dict(x.terms),
            }
            for x in answer.lines
        ],
        "missing": places(answer.missing),
        "surplus": places(answer.surplus),
        "counts": answer.counts.value,
        "trays": [
            {
                "tray": t.tray,
                "counts": t.counted.value,
                "counted_by": list(t.counted_by),
                "scan_the_tray": t.scan_owed,
                "released": t.released,
            }
            for t in answer.trays
        ],
    }


@document.register
def _(answer: TrayScan, language: Language) -> Document:  # noqa: ARG001
    return {"recorded": True, "missing": list(answer.missing), "surplus": list(answer.surplus)}


@document.register
def _(answer: Released, language: Language) -> Document:  # noqa: ARG001
    return {"released": True, "trays": list(answer.trays), "head": answer.head}


@document.register
def _(answer: Planted, language: Language) -> Document:  # noqa: ARG001
    return {
        "set": answer.number,
        "pieces": list(answer.pieces),
        "kind": answer.wrong.value,
        "tray": answer.tray,
        "files": list(answer.files),
    }


@document.register
def _(answer: PlantedList, language: Language) -> Document:  # noqa: ARG001
    measured = answer.measured
    return {
        "planted": measured.planted,
        "caught": measured.caught,
        "missed": measured.missed,
        "median_seconds": measured.seconds,
        "sets": [
            {
                "set": one.number,
                "pieces": list(one.pieces),
                "kind": one.wrong.value,
                "tray": one.tray,
                "person": one.person,
                "at": one.at,
                "outcome": one.outcome.value if one.outcome else None,
                "seconds": one.seconds,
                "out": one.out,
            }
            for one in answer.sets
        ],
    }


@document.register
def _(answer: Offer, language: Language) -> Document:  # noqa: ARG001
    return {
        "offer": answer.offer,
        "batch": answer.batch,
        "to": answer.destination,
        "class": answer.mail_class,
        "number": answer.number,
        "giver": answer.giver,
        "taker": answer.taker or None,
        "outside": answer.outside or None,
        "state": answer.state,
        "head": answer.head or None,
    }


@document.register
def _(answer: Entry, language: Language) -> Document:  # noqa: ARG001
    return dict(readable(answer))


@document.register
def _(answer: Verified, language: Language) -> Document:
    heads = printed_heads(answer)
    return {
        "entries": answer.entries,
        "head": f"office:{heads[chain_name(OFFICE_CHAIN)]}" if chain_name(OFFICE_CHAIN) in heads else None,
        "heads": heads,
        "ok": not answer.faults,
        "replayed": answer.replayed,
        "findings": [
            {
                "chain": chain_name(fault.chain),
                "number": fault.number,
                "what": fault.what,
                "message": fault_words(fault.what, language),
            }
            for fault in answer.faults
        ],
    }


def fault_words(what: str, language: Language) -> str:
    """The sentence for what verification found."""
    known = ("hash", "link", "gap", "time", "tail", "head", "texts", "records")
    if what in known:
        return text(language, "words", f"fault.{what}")
    return text(language, "words", "fault.table", table=what)
