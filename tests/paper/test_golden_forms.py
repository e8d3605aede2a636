"""A page of each form looks as its picture in docs/forms does, and every form has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkmail.paper.pages import Pages
from checkmail.resources import shipped
from tools.forms import FOLDER, PAGES, Page, listing
from tools.pictures import must_be, picture


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_form_looks_as_it_did(tmp_path: Path, page: Page) -> None:
    """``make forms`` keeps the pages as they are now."""
    out = tmp_path / f"{page.name}.pdf"
    page.draw(out)
    must_be(FOLDER / f"{page.name}.png", picture(out), tmp_path)


def test_every_form_has_a_picture_and_every_picture_a_line() -> None:
    files = {file.name for file in (shipped("layouts") / "forms").glob("*.toml")}
    assert {page.form for page in PAGES} - {""} == files
    pictures = {file.stem for file in FOLDER.glob("*.png")}
    assert pictures == {page.name for page in PAGES}
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == listing()
    assert all(file.stat().st_size < 150_000 for file in FOLDER.glob("*.png"))


def test_a_line_a_little_higher_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Pages.rule

    def higher(self: Pages, x1: float, y1: float, x2: float, y2: float, **look: float) -> None:
        rule(self, x1, y1 - 0.2, x2, y2 - 0.2, **look)

    monkeypatch.setattr(Pages, "rule", higher)
    (page,) = (page for page in PAGES if page.name == "checklist")
    out = tmp_path / "checklist.pdf"
    page.draw(out)
    with pytest.raises(AssertionError, match="pixels differ"):
        must_be(FOLDER / "checklist.png", picture(out), tmp_path)
