"""Pages that look as they did when somebody last looked at them: pictures in tests/golden."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tools.golden import GOLDEN, PAGES
from tools.pictures import difference, must_be, picture


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(tmp_path: Path, name: str) -> None:
    """``make golden`` keeps the pages as they are now."""
    out = tmp_path / f"{name}.pdf"
    PAGES[name](out)
    must_be(GOLDEN / f"{name}.png", picture(out), tmp_path)


def test_every_kept_picture_is_compared() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.png")}
    assert kept == set(PAGES)
    assert all(path.stat().st_size < 100_000 for path in GOLDEN.glob("*.png"))


@pytest.mark.parametrize(
    ("levels", "told"), [(24, None), (25, "12 pixels differ by up to 25 levels, between 25.4 mm and 26.4 mm")]
)
def test_only_the_rounding_of_grey_passes(levels: int, told: str | None) -> None:
    kept = Image.new("L", (300, 300), 255)
    seen = kept.copy()
    seen.paste(255 - levels, (100, 50, 104, 53))
    off = difference(kept, seen)
    assert off is None if told is None else str(off).startswith(told)


def test_a_page_that_changed_is_told_with_its_new_picture(tmp_path: Path) -> None:
    kept = GOLDEN / "cover.png"
    with Image.open(kept) as file:
        seen = file.convert("L")
    seen.paste(0, (400, 500, 401, 501))
    with pytest.raises(AssertionError, match=r"cover\.png: 1 pixels differ by up to 255 levels.*the page as it is now"):
        must_be(kept, seen, tmp_path)
    assert (tmp_path / "cover.png").exists()
    with pytest.raises(AssertionError, match="the page was"):
        must_be(kept, seen.resize((100, 100)), tmp_path)
    with pytest.raises(AssertionError, match="No such file"):
        must_be(tmp_path / "none.png", seen, tmp_path)
