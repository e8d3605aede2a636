"""Records a batch that is played with the screens: ``python -m tools.recording`` writes ``docs/recording``.

The play is the one of ``tests/tui/whole_batch.py``, shortened to twenty pieces, in a real terminal. What differs with
every run (times, fingerprints, the ends of the ledger, the folder) is blotted out, so that two runs draw the same.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from tools.screenshots import ROOT, write

OUT: Final = ROOT / "docs" / "recording"
COLUMNS, LINES = 120, 36
PIECES: Final = 20
STILL: Final = 0.4
"""Seconds without a change after which a screen is painted in full."""

CAPTIONS: Final[dict[str, tuple[str, str]]] = {
    "people": (
        "決裁者が職員を加えます。三人目からは、もう一人の承認を待ちます（R28）。",
        "The supervisor adds people; from the third on, another person confirms (R28).",
    ),
    "list": (
        "担当者が名簿のファイルを選び、列の読み方を確かめます。",
        "A clerk chooses the list's file and looks at how its columns are read.",
    ),
    "finding": (
        "同姓同名の指摘を、理由を付けて確認しました。その通は要注意になります（R3）。",
        "Two people of one name are acknowledged with a reason; both pieces are under attention (R3).",
    ),
    "printed": (
        "読み込んだ人とは別の人が承認したあと、ラベルと送付状を印刷します。コードは全部読み戻されます（R2、R9）。",
        "Approved by another than the importer; labels and covers are printed, every code read back (R2, R9).",
    ),
    "first": (
        "封入：同封物を読み取り、最後に封筒を読み取ると一通が終わります（R11）。",
        "First check: the enclosures, and the envelope's code ends the set (R11).",
    ),
    "held": (
        "7番の組に8番の封筒が来ました。机が止まり、二通とも隔離されます（R13）。",
        "The envelope of 8 came into the set of 7: the desk stops, both pieces are quarantined (R13).",
    ),
    "withheld": (
        "封入のあとで、一通を引き抜きます（R4）。",
        "A piece that is enclosed already is withheld (R4).",
    ),
    "blind": (
        "確認：別の人が全部出して読み取ります。終わるまで、番号も氏名も前の結果も出ません（R12）。",
        "Second check, by another person and blind: no number, no name, no earlier result until the set ends (R12).",
    ),
    "late": (
        "引き抜いた通は、読み取った机で見つかります（R4）。",
        "The withheld piece turns up at the desk that scans it (R4).",
    ),
    "count": (
        "引き抜いた紙を回収しました。数え終わるまで、あるべき数は出ません（R18、R19）。",
        "The withheld paper is scanned in; who still owes a count sees no expected number (R18, R19).",
    ),
    "released": (
        "二人の計数が合い、確認も計数もしていない決裁者が封緘を許可しました（R20）。",
        "Two counts agree; a supervisor who neither checked nor counted lets the batch be sealed (R20).",
    ),
    "sealed": (
        "封緘確認：封をした封筒を一通ずつ読み取りました（R21）。",
        "Seal check: every sealed envelope was scanned (R21).",
    ),
    "handed-over": (
        "渡す人と立ち会う人がそれぞれ通数を入れ、郵便局への引渡しが済みました（R23）。",
        "Giver and witness each entered the number, and the post has taken them (R23).",
    ),
}

_ABOUT: Final = """\
# 一つの発送業務を最初から最後まで / A batch from beginning to end

職員4人と端末1台で、名簿の読み込みから郵便局への引渡しまで。氏名はすべて架空です。
毎回変わる値（時刻、指紋、末尾値、フォルダー）は伏せてあります。`make recording` で作り直せます。

Four people at one terminal, from the list to the post. Every name is made up. What differs with every run
(times, fingerprints, the ends of the ledger, the folder) is blotted out. `make recording` makes it again."""

_NOTHING: Final = "\u200b"
_WIDE: Final = re.compile(f"(?:[^{_NOTHING}]{_NOTHING})+")
_BLOTTED: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?|\b[0-9a-f]{12,64}\b")


def blotted(screen: str, folder: Path) -> str:
    """The screen without what is another in every run."""
    screen = screen.replace(str(folder), "/home/fukushi".ljust(len(str(folder)), "_"))
    return _BLOTTED.sub(lambda found: "•" * len(found[0]), screen)


def drawn(screen: str, name: str) -> str:
    """A screen with its colours as SVG."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    # Rich measures what it draws by characters: behind each that fills two cells stands one that fills none.
    even = "".join(one + _NOTHING if cell_len(one) == 2 else one for one in screen.rstrip("\n"))
    for line in AnsiDecoder().decode(even):  # One for all: a colour goes on where a line ends.
        for place, wide in enumerate(_WIDE.finditer(line.plain)):
            # Drawn by itself, so that nothing behind it is out of its column.
            line.stylize(Style.from_meta({"wide": place}), *wide.span())
        console.print(line, no_wrap=True, crop=True, soft_wrap=True)
    return console.export_svg(title="checkmail", unique_id=f"recording-{name}")


def _captioned() -> str:
    lines = [_ABOUT]
    for place, (name, (japanese, english)) in enumerate(CAPTIONS.items(), 1):
        lines += ["", f"## {place}", "", japanese, "", english, "", f"![{english}]({place:02d}-{name}.svg)"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Plays, and writes a picture of each stage; an argument names another folder."""
    from tests.tui.terminal import Terminal
    from tests.tui.whole_batch import Play, founded

    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.gettempdir()) / "checkmail-recording"
    folder.mkdir()
    places = {name: place for place, name in enumerate(CAPTIONS, 1)}
    run = founded(folder)
    screens = [sys.executable, "-m", "checkmail", "--office", str(folder / "office.db"), "--lang", "ja"]
    terminal = Terminal(COLUMNS, LINES, screens, folder=folder)

    def shoot(name: str) -> None:
        screen = ""
        while screen != (screen := terminal.glass(coloured=True)):
            time.sleep(STILL)
        write(out / f"{places[name]:02d}-{name}.svg", drawn(blotted(screen, folder), name))

    try:
        Play(terminal, folder, run, pieces=PIECES, shoot=shoot).whole()
    finally:
        terminal.close()
        while folder.exists():  # The program takes a moment to leave it.
            shutil.rmtree(folder, ignore_errors=True)
    (out / "README.md").write_text(_captioned(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
