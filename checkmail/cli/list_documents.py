"""What the commands of a list answer beyond its import: kinds of findings, rows, changes, the approver's view."""

from __future__ import annotations

from typing import Any

from checkmail.cli.documents import Document, document
from checkmail.locale import Language
from checkmail.locale.sentences import error_words
from checkmail.office.changing import Changes
from checkmail.office.comparing import Comparison, Difference
from checkmail.office.findings import Group, Seen, describe, key_of
from checkmail.office.lists import Imported
from checkmail.office.looking import FoundPieces
from checkmail.office.overview import Answered, Overview
from checkmail.office.previewing import Preview
from checkmail.office.rows import Listed

__all__ = ["document"]


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
def _(answer: Group, language: Language) -> Document:  # noqa: ARG001
    return {
        "group": answer.key,
        "code": answer.code,
        "severity": answer.severity.value,
        "columns": list(answer.columns),
        "sign": answer.sign or None,
        "findings": list(answer.numbers),
        "open": answer.open,
        "pieces": answer.pieces,
        "settled": [
            {"how": how, "person": person, "reason": reason or None, "count": count}
            for how, person, reason, count in answer.settled
        ],
    }


@document.register
def _(answer: Comparison, language: Language) -> Document:  # noqa: ARG001
    return {
        "comparison": answer.number,
        "excluded": answer.excluded,
        "sha256": answer.sha256,
        "key": answer.key,
        "samples": answer.samples,
        "rows": answer.control,
        "missing": answer.missing,
        "extra": answer.extra,
        "matched": answer.matched,
        "person": answer.by,
        "at": answer.at,
    }


@document.register
def _(answer: Answered, language: Language) -> Document:  # noqa: ARG001
    return {
        "how": answer.how,
        "person": answer.by,
        "at": answer.at,
        "said_by": answer.said_by or None,
        "as_of": answer.as_of or None,
        "pieces": answer.pieces,
        "proposed_by": answer.proposed_by or None,
    }


@document.register
def _(answer: Overview, language: Language) -> Document:
    view = answer.view
    sheet = answer.sheet
    told = document(view.imported, language)
    del told["carried"]  # it is what the import itself did
    return {
        **told,
        "imported_by": view.imported_by,
        "imported_at": view.imported_at,
        "approved_by": view.approved_by or None,
        "withholding": view.withholding or None,
        "blocked_by": list(view.blocked_by),
        "to_mail": view.imported.pieces - view.withheld,
        "attention": sorted(answer.attention),
        "groups": [document(one, language) for one in answer.groups],
        "comparisons": [document(one, language) for one in answer.comparisons],
        "open_differences": view.differences,
        "answers": [document(one, language) for one in answer.answers],
        "withheld": [{"piece": p, "person": person, "reason": why or None} for p, person, why in answer.withheld],
        "rows_compared_by": [person for person, _ in answer.compared_by],
        "proof": sheet
        and {
            "person": sheet.by,
            "at": sheet.at,
            "pages": sheet.pages,
            "rows": sheet.rows,
            "attention_missing": sorted(answer.not_on_sheet),
            "compared": answer.rows_compared or None,
        },
    }


@document.register
def _(answer: FoundPieces, language: Language) -> Document:  # noqa: ARG001
    return {
        "pieces": [
            {
                "piece": one.piece,
                "withheld": one.withheld,
                "attention": one.attention,
                "rows": [_row(row) for row in one.rows],
            }
            for one in answer.pieces
        ],
        "more": answer.more,
    }


@document.register
def _(answer: Changes, language: Language) -> Document:  # noqa: ARG001
    return {
        "from": answer.earlier or None,
        "to": answer.version,
        "added": [_row(row) for row in answer.added],
        "removed": [_row(row) for row in answer.removed],
        "changed": [
            {
                "key": one.key,
                "row_before": one.before.record,
                "row": one.after.record,
                "piece": one.after.piece,
                "cells": [{"column": c.column, "before": c.before, "after": c.after} for c in one.cells],
            }
            for one in answer.changed
        ],
        "same": answer.same,
        "moved": answer.moved,
    }


def _row(row: Listed) -> dict[str, Any]:
    return {"row": row.record, "piece": row.piece, "fields": row.fields}


@document.register
def _(answer: Preview, language: Language) -> Document:
    why, following = error_words(answer.problem, language) if answer.problem else ("", "")
    return {
        "file": answer.file,
        "encoding": answer.encoding,
        "sha256": answer.sha256,
        "sheets": [{"name": name, "hidden": hidden} for name, hidden in answer.sheets],
        "sheet": answer.sheet or None,
        "heading_row": answer.heading_row or None,
        "headings": list(answer.headings),
        "columns": dict(answer.columns),
        "sources": dict(answer.sources),
        "unknown": list(answer.unknown),
        "records": [list(record) for record in answer.records],
        "problem": {"error": answer.problem.key, "message": why, "next": following} if answer.problem else None,
    }
