"""The file a PDF becomes: it appears under its name only when it is whole; on any error nothing is left.

The same calls give the same bytes: date and identifier are those of the job and of what is drawn.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from checkmail.errors import Misused
from checkmail.paper import fonts
from checkmail.paper.naming import give_name
from checkmail.paper.pages import A4, MM, PRACTICE_MARK, Pages

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


@contextlib.contextmanager
def drawn(
    out: Path, title: str, size: tuple[float, float] = A4, *, made: datetime | None = None, practice: bool = False
) -> Iterator[Pages]:
    """A PDF of pages ``size`` (width, height in mm) that appears at ``out`` when the block ends well.

    ``made`` is the date the file bears; None: none of its own, for what only becomes part of another file.
    ``practice`` marks every page as practice paper.
    Raises :class:`Misused` ``cannot-write`` where the file cannot be written.
    """
    fonts.load()
    part = out.with_name(f"{out.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        # Opened before anything is drawn: an unwritable place is told at once.
        file = part.open("wb")
    except OSError as error:
        raise _cannot_write(out) from error
    try:
        with file:
            canvas = Canvas(
                file,
                pagesize=(size[0] * MM, size[1] * MM),
                invariant=1,
                pageCompression=1,
                initialFontName=fonts.REGULAR,
            )
            _date(canvas, made or _NEVER)
            canvas.setTitle(title)
            canvas.setCreator("checkmail")
            canvas.setAuthor("")
            # Scaled to fit, labels leave their labels and bars leave the dot grid.
            canvas.setViewerPreference("PrintScaling", "None")
            yield Pages(canvas, size[1], PRACTICE_MARK if practice else "")
            _write(canvas, file, out)
        _rename(part, out)
    finally:
        part.unlink(missing_ok=True)


class _Moment(NamedTuple):
    """What reportlab's dates are made of, in UTC."""

    YMDhms: tuple[int, int, int, int, int, int]
    dhh: int = 0
    dmm: int = 0


def _date(canvas: Any, made: datetime) -> None:
    """Date and identifier from the job alone.

    reportlab's own come from the variable ``SOURCE_DATE_EPOCH`` where that is set.
    """
    told = made.astimezone(UTC)
    document = canvas._doc  # noqa: SLF001 - the canvas has no other date than now or none
    document._timeStamp = _Moment((told.year, told.month, told.day, told.hour, told.minute, told.second))  # noqa: SLF001
    document.signature = hashlib.md5(told.isoformat().encode("ascii"), usedforsecurity=False)


def _write(canvas: Any, file: IO[bytes], out: Path) -> None:
    try:
        canvas.save()
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise _cannot_write(out) from error


def _rename(part: Path, out: Path) -> None:
    try:
        give_name(part, out)
    except OSError as error:
        raise _cannot_write(out) from error


def _cannot_write(out: Path) -> Misused:
    return Misused("cannot-write", path=str(out))
