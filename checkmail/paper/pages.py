"""Pages of a PDF being drawn, in millimetres from the top left corner of each; the file: :mod:`.pdf_file`."""

from __future__ import annotations

import functools
import zlib
from typing import Any, Final, Literal

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

from checkmail.paper import bars, customer_code, fonts, qr
from checkmail.paper.facts import FourState, Placed
from checkmail.paper.fitting import Line

MM: Final = 72 / 25.4
"""Points a millimetre."""
A4: Final = (210.0, 297.0)

BLACK: Final = 0.0
SOFT: Final = 0.35
"""Grey of what stands beside the matter: headings, footers. Dark enough for any laser printer."""
FAINT: Final = 0.72
"""Grey of rules and cut marks."""

# Streams stay binary: ASCII-85 would make each file a quarter longer, and printers need none.
rl_config.useA85 = 0


class _Deflated:
    """The filter of a page's stream at level 4: a seventh more bytes than at 6, in two thirds of the time."""

    pdfname = "FlateDecode"

    def encode(self, stream: str | bytes) -> bytes:
        return zlib.compress(stream.encode() if isinstance(stream, str) else stream, 4)


pdfdoc.PDFZCompress = _Deflated()

PRACTICE_MARK: Final = "練習"
"""In every language: whoever finds the paper reads it, and nobody mails it (office number 00, design part 4)."""
_STREWN_SIZE: Final = 38
"""Points. Two characters are 27 mm wide."""
_STREWN_STEP: Final = (62.0, 29.0)
"""Millimetres from one to the next, across and down; every second row is half a step to the right."""
_STREWN_GREY: Final = 0.86
"""Light enough for every decoder that was tried, dark enough for every laser printer."""


Align = Literal["left", "right", "centre"]


_Look = tuple[str, float, float, float]
"""Font, size in points, width as a share of the natural one, grey."""


class Pages:
    """The page being drawn and those before it.

    Text is gathered into one text object a page; it is painted over the page's rules and bars.
    """

    def __init__(self, canvas: Any, height: float, behind: str = "") -> None:
        self._canvas = canvas
        self._height = height
        self._behind = behind
        self._inks = fonts.Inks(canvas._doc)  # noqa: SLF001 - where reportlab's own text objects look for fonts
        self._pen: list[str] = []
        self._look: _Look | None = None
        self.number = 0
        """The page being drawn, from 0."""

    def next_page(self) -> None:
        """End this page and begin an empty one."""
        self.finish_page()
        self.number += 1

    def resize(self, size: tuple[float, float]) -> None:
        """Give this page, on which nothing is drawn yet, and those after it another width and height (mm)."""
        self._canvas.setPageSize((size[0] * MM, size[1] * MM))
        self._height = size[1]

    def finish_page(self) -> None:
        """End this page; the file ends with it unless something more is drawn."""
        if self._pen:
            drawn = "\n".join(("BT", *self._pen, "ET"))
            self._canvas.addLiteral(drawn)
            # The file's identifier is that of its contents, and not one for all volumes of a job.
            self._canvas._doc.updateSignature(drawn)  # noqa: SLF001 - the canvas gives no way to it
        if self._behind:
            # What is painted first lies under everything else, and only at the end is it sure that there is a page.
            self._canvas._code.insert(0, self._strewn(self._behind))  # noqa: SLF001 - it draws in order only
        self._canvas.showPage()
        self._pen = []
        self._look = None

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        font: str = fonts.REGULAR,
        size: float = 9,
        scale: float = 1.0,
        grey: float = BLACK,
        align: Align = "left",
    ) -> None:
        """Draw ``text`` with its baseline at ``baseline``; ``x`` is its left, right or middle.

        Raises :class:`Misused` ``missing-glyph-in-words`` for a character that cannot be drawn.
        """
        at = x * MM
        if align != "left":
            wide = fonts.width(text, font, size) * scale
            at -= wide if align == "right" else wide / 2
        used = self._inks.first[font]
        try:
            parts = [(used, "".join(map(used.__getitem__, text)))]
        except KeyError:
            parts = self._inks.parts(text, font)
        place = f"1 0 0 1 {at:.2f} {(self._height - baseline) * MM:.2f} Tm"
        for used, codes in parts:
            look = (used.internal, size, scale, grey)
            if look != self._look:
                self._pen.append(_turned(self._look, look))
                self._look = look
            self._pen.append(f"{place} <{codes}> Tj")
            place = ""

    def line_of(self, x: float, baseline: float, line: Line, *, grey: float = BLACK, align: Align = "left") -> None:
        """Draw a fitted line."""
        self.text(x, baseline, line.text, font=line.font, size=line.size, scale=line.scale, grey=grey, align=align)

    def small(
        self,
        x: float,
        baseline: float,
        text: str,
        width: float,
        *,
        size: float = 6.5,
        grey: float = SOFT,
        align: Align = "left",
    ) -> None:
        """A line beside the matter; what is too long for ``width`` mm ends in an ellipsis.

        Only for what stands elsewhere in full, such as a batch name in a footer; never for a name
        or an address. A character that cannot be drawn shows as 〓, the printer's sign for one.
        """
        limit = width * MM
        for character in fonts.missing(text):
            text = text.replace(character, "〓")
        if fonts.width(text, fonts.REGULAR, size) > limit:
            while text and fonts.width(text + "…", fonts.REGULAR, size) > limit:
                text = text[:-1]
            text += "…"
        self.text(x, baseline, text, size=size, grey=grey, align=align)

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, points: float = 0.5, grey: float = FAINT) -> None:
        """Draw a straight rule ``points`` thick."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(points)
        self._canvas.line(x1 * MM, (self._height - y1) * MM, x2 * MM, (self._height - y2) * MM)

    def frame(
        self, x: float, y: float, width: float, height: float, *, points: float = 0.5, grey: float = FAINT
    ) -> None:
        """Draw an empty box."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(points)
        self._canvas.rect(x * MM, (self._height - y - height) * MM, width * MM, height * MM, stroke=1, fill=0)

    def tick_box(self, x: float, y: float, side: float) -> None:
        """Draw a box to be ticked by hand."""
        self.frame(x, y, side, side, points=0.7, grey=SOFT)

    def bars(self, digits: str, x: float, y: float, height: float, dots: int) -> Placed:
        """Draw the bars of ``digits`` with their top left near (``x``, ``y``), on the dot grid.

        The caller keeps :func:`.bars.quiet_of` clear on both sides. Answers where they stand.
        """
        left, top = bars.on_grid(x), bars.on_grid(y)
        foot = self._height - top - height
        matrix = f"{dots * bars.DOT * MM:.4g} 0 0 {height * MM:.2f} {left * MM:.2f} {foot * MM:.2f}"
        self._canvas.addLiteral(f"q {matrix} cm {bars.path(digits)} f Q")
        return Placed(digits, self.number, left, top, bars.width_of(dots), height)

    def qr(self, text: str, x: float, y: float, dots: int) -> Placed:
        """Draw the QR code of ``text`` with its top left near (``x``, ``y``), on the dot grid.

        The caller keeps :func:`.qr.quiet_of` clear on all sides. Answers where it stands.
        """
        left, top = bars.on_grid(x), bars.on_grid(y)
        side = qr.width_of(len(qr.rows_of(text)), dots)
        module = dots * bars.DOT * MM
        matrix = f"{module:.5g} 0 0 {module:.5g} {left * MM:.2f} {(self._height - top - side) * MM:.2f}"
        self._canvas.addLiteral(f"q {matrix} cm {qr.path(text)} f Q")
        return Placed(text, self.number, left, top, side, side, qr=True)

    def customer_code(self, characters: str, x: float, y: float, size: customer_code.Size) -> FourState:
        """Draw Japan Post's bar code of ``characters`` with its top left near (``x``, ``y``), on the dot grid.

        The caller keeps :data:`.customer_code.QUIET` clear on all sides. Answers where it stands.
        """
        left, top = bars.on_grid(x), bars.on_grid(y)
        foot, pattern = self._height - top - size.height, customer_code.bars(characters)
        matrix = f"{bars.DOT * MM:.4g} 0 0 {size.height / 3 * MM:.4f} {left * MM:.2f} {foot * MM:.2f}"
        self._canvas.addLiteral(f"q {matrix} cm {customer_code.path(pattern, size)} f Q")
        return FourState(pattern, left, top, size.width, size.height, size.bar * bars.DOT)

    def digits_below(self, placed: Placed, size: float) -> None:
        """The digits of ``placed`` under its bars, for a person to read or type."""
        self.text(
            placed.x + placed.width / 2,
            placed.y + placed.height + size * 0.39,
            bars.grouped(placed.code),
            size=size,
            align="centre",
        )

    def digits_beside(self, placed: Placed, quiet: float, size: float) -> None:
        """The same in three lines at the right of the bars, ``quiet`` millimetres away, where below is no room."""
        kind, batch, number, *rest = bars.grouped(placed.code).split()
        step = placed.height / 3
        for line, words in enumerate((f"{kind} {batch}", number, " ".join(rest))):
            baseline = placed.y + (line + 0.5) * step + size * 0.13
            self.text(placed.x + placed.width + quiet, baseline, words, size=size)

    def _strewn(self, text: str) -> str:
        """``text`` all over the page, on every label of the sheets in use, in a grey that bars are read on."""
        (used, codes), *_ = self._inks.parts(text, fonts.BOLD)
        wide, tall = self._canvas._pagesize  # noqa: SLF001 - the canvas has no public reading of its page size
        across, down = _STREWN_STEP[0] * MM, _STREWN_STEP[1] * MM
        pen = [f"q BT /{used.internal} {_STREWN_SIZE} Tf {_STREWN_GREY} g"]
        for row in range(int(tall // down) + 1):
            for column in range(-1, int(wide // across) + 1):
                x, y = (column + row % 2 / 2 + 0.2) * across, (row + 0.3) * down
                pen.append(f"0.94 0.34 -0.34 0.94 {x:.1f} {y:.1f} Tm <{codes}> Tj")
        return "\n".join((*pen, "ET Q"))

    def watermark(self, text: str, *, size: float = 64, grey: float = 0.88) -> None:
        """Write ``text`` large and light across the page, under everything drawn afterwards."""
        fonts.must_print(text)
        pen = self._canvas
        wide, _ = pen._pagesize  # noqa: SLF001 - the canvas has no public reading of its page size
        pen.saveState()
        pen.setFillGray(grey)
        pen.setFont(fonts.BOLD, size)
        pen.translate(wide / 2, self._height * MM / 2)
        pen.rotate(40)
        for offset in (-3.6, 0.0, 3.6):
            pen.drawCentredString(0, offset * size, text)
        pen.restoreState()


@functools.lru_cache(maxsize=512)
def _turned(before: _Look | None, after: _Look) -> str:
    """The operators that change a text's look."""
    font, size, scale, grey = before or ("", 0.0, 1.0, -1.0)
    words = []
    if (font, size) != after[:2]:
        words.append(f"/{after[0]} {after[1]:.6g} Tf")
    if scale != after[2]:
        words.append(f"{100 * after[2]:.4g} Tz")
    if grey != after[3]:
        words.append(f"{after[3]:g} g")
    return " ".join(words)
