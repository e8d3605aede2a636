"""Takes the pictures of ``docs/images`` from a throw-away office: ``python tools/screenshots.py``.

The office is played through the same functions as in the tests of the screens; every name in it is made up.
Fonts are not in the pictures: whoever looks at them needs one with Japanese.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SIZE = (120, 36)


def write(path: Path, svg: str) -> None:
    """Keeps a picture for which nothing is fetched when it is looked at: the viewer's own fonts draw it."""
    head, _, rest = svg.partition("@font-face")
    if rest:
        _, _, rest = rest.rpartition("@font-face")
        svg = head + rest.partition("}")[2]
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8", newline="\n")


async def _pictures(folder: Path, images: Path) -> None:
    from tests.tui.driving import Driver, driving
    from tests.tui.offices import cover, enclose, label, make_batch, make_house

    house = make_house(folder)
    enclose(house, make_batch(house, 60, 20), range(1, 41))
    make_batch(house, 24, 12, name="敬老パス 更新通知", printed=False)

    def keep(driver: Driver, name: str) -> None:
        write(images / f"{name}.svg", driver.app.export_screenshot(title="checkmail"))

    async with driving(house, "ja", SIZE) as driver:
        await driver.batches(3)
        await driver.shows("ラベルと送付状を印刷する")
        keep(driver, "batches")
        await driver.area("f3", "指摘の種類")
        await driver.shows("同姓同名")
        keep(driver, "list")
        await driver.desk(1)
        for piece in range(1, 7):
            await driver.scan(cover(1, piece), "accepted")
            await driver.scan(label(1, piece), "complete")
        await driver.shows("6番 確認　鈴木 一郎")
        await driver.until(lambda: driver.panel.view.done == 6)
        keep(driver, "desk")
        await driver.scan(cover(1, 7), "accepted")
        await driver.until(lambda: driver.panel.view.in_set == 1)
        keep(driver, "desk-blind")
        await driver.scan(label(1, 8), "held")
        await driver.shows("隔離：7、8番")
        await driver.until(lambda: driver.panel.view.in_set == 0)
        keep(driver, "desk-held")
        await driver.pilot.press("f10")
        await driver.area("f6", "件数照合")
        await driver.shows("未")
        await driver.pilot.press("ctrl+t")
        await driver.pilot.pause()
        keep(driver, "count-light")


def main() -> None:
    """Writes every picture; an argument names another folder."""
    images = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    images.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_pictures(Path(folder), images))


if __name__ == "__main__":
    main()
