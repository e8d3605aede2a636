"""The office's printers: what each of them puts beside its place on a label sheet, and how it is put right.

A correction belongs to one printer and one sheet: another tray or another packet moves the paper otherwise.
Whoever prints may keep one; it changes no artifact, and every job says by which numbers it was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from checkmail.errors import Misused
from checkmail.office.acting import Act, Actor, Office, act, reading
from checkmail.office.entries import entry_from
from checkmail.paper.sheets import Sheet, corrected, find_sheet
from checkmail.rules.ledger import OFFICE_CHAIN
from checkmail.rules.printers import (
    LIMITS,
    LONGEST_PRINTER,
    Correction,
    printer_key,
    spelled,
    thousandths,
)
from checkmail.rules.refusal import Refusal
from checkmail.rules.text import unusable_character
from checkmail.store.protocol import Row

_TRUE: Final = Correction()
"""A printer that draws everything in its place."""


@dataclass(frozen=True, slots=True)
class PrinterSheet:
    """What is kept for one printer and one sheet."""

    printer: str
    """Empty once erased."""
    sheet: str
    """Brand and part."""
    correction: Correction
    person: int
    """Who kept it."""
    at: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A label sheet as one printer must be told it."""

    sheet: Sheet
    printer: int = 0
    """0: nobody named one, and the sheet is as its layout says."""
    correction: Correction = _TRUE

    def numbers(self) -> list[int]:
        """The printer and its correction, as a ledger entry has them; empty where nobody named one."""
        return [self.printer, *self.correction.numbers()] if self.printer else []

    def check_start(self, start_at: int) -> None:
        """Raises :class:`Misused` ``start-off-sheet`` where the sheet has no label ``start_at``."""
        if not 1 <= start_at <= self.sheet.labels:
            raise Misused("start-off-sheet", start=start_at, labels=self.sheet.labels)


def set_printer(
    office: Office, actor: Actor, printer: str, layout: str, typed: Mapping[str, str]
) -> PrinterSheet | Refusal:
    """Keeps a correction for ``printer`` and the sheet called ``layout``.

    ``typed`` holds ``offset_x``, ``offset_y``, ``pitch_x``, ``pitch_y`` (mm) and ``scale_x``, ``scale_y`` (mm that
    the printer makes of 100) as people write numbers; a part not named stays as it is.
    Raises :class:`Misused`: ``bad-printer-name``, ``correction-outside``, ``correction-off-page``,
    ``correction-overlaps``, and what :func:`.sheets.find_sheet` raises.
    """
    name = printer.strip()
    if not printer_key(name) or len(name) > LONGEST_PRINTER or unusable_character(name):
        raise Misused("bad-printer-name", most=LONGEST_PRINTER)
    sheet = find_sheet(layout)
    parts = {part: _number(part, words) for part, words in typed.items()}
    return _set_printer(office, actor, name, sheet, parts)


def _number(part: str, typed: str) -> int:
    number, (least, most) = thousandths(typed), LIMITS[part]
    if number is None or not least <= number <= most:
        raise Misused(
            "correction-outside",
            part=part.replace("_", "-"),
            given=typed[:20],
            least=spelled(least),
            most=spelled(most),
        )
    return number


@act("set-printer")
def _set_printer(opened: Act, name: str, sheet: Sheet, parts: dict[str, int]) -> PrinterSheet | Refusal:
    number = _number_of(opened, name)
    if number:
        before = _kept(opened, number, sheet) or _TRUE
    else:
        number, before = len(opened.t.all("printers")) + 1, _TRUE
        opened.record(OFFICE_CHAIN, "printer-named", printer=number, name=opened.keep(name))
    correction = replace(before, **parts)
    corrected(sheet, correction)
    opened.record(OFFICE_CHAIN, "printer-set", printer=number, sheet=sheet.name, **_parts(correction))
    return next(
        kept for row in opened.t.all("printer_sheets")
        if row["printer"] == number and (kept := _printer_sheet(row)).sheet == sheet.name
    )  # fmt: skip


def _parts(correction: Correction) -> dict[str, int]:
    return dict(zip(LIMITS, correction.numbers(), strict=True))


def _number_of(opened: Act, name: str) -> int:
    """The printer called ``name``; 0 where there is none."""
    wanted = printer_key(name)
    return next((row["printer"] for row in opened.t.all("printers") if printer_key(row["name"] or "") == wanted), 0)


def _kept(opened: Act, printer: int, sheet: Sheet) -> Correction | None:
    row = opened.t.one("printer_sheet", printer=printer, sheet=sheet.name)
    return _correction(row) if row else None


def _correction(row: Row) -> Correction:
    return Correction(*(row[part] for part in LIMITS))


def _printer_sheet(row: Row) -> PrinterSheet:
    return PrinterSheet(row["name"] or "", row["sheet"], _correction(row), row["person"], row["at"])


@reading
def printers(opened: Act) -> list[PrinterSheet]:
    """Every correction that is kept, by printer and sheet."""
    return [_printer_sheet(row) for row in opened.t.all("printer_sheets")]


def aligned(opened: Act, layout: str, printer: str) -> Aligned:
    """The sheet called ``layout`` as ``printer`` must be told it; as its layout says where none is named.

    Raises :class:`Misused` ``printer-unset`` where nothing is kept for them: a clerk who names a printer expects
    its correction, and labels beside their places are seen only when they are stuck on.
    """
    sheet = find_sheet(layout)
    if not printer.strip():
        return Aligned(sheet)
    number = _number_of(opened, printer)
    correction = _kept(opened, number, sheet) if number else None
    if correction is None:
        raise Misused("printer-unset", printer=printer[:LONGEST_PRINTER], layout=sheet.name)
    return Aligned(corrected(sheet, correction), number, correction)


def printer_of(opened: Act, batch: int, entry: int) -> str:
    """The printer whose correction the job of that entry was drawn by; empty where none was named."""
    (row,) = opened.t.all("entries_from", chain=batch, after=entry - 1, limit=1)
    number = next(iter(entry_from(row).facts().get("correction", [])), 0)
    return next((row["name"] or "" for row in opened.t.all("printers") if row["printer"] == number), "")


@reading
def in_force(opened: Act, layout: str, printer: str) -> Aligned:
    """The same for a test page, which is printed before anything is kept: true where nothing is."""
    sheet = find_sheet(layout)
    number = _number_of(opened, printer) if printer.strip() else 0
    correction = (_kept(opened, number, sheet) if number else None) or _TRUE
    return Aligned(corrected(sheet, correction), number, correction)
