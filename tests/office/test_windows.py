"""Windows of the office's envelopes: kept, found again, printed for, and remembered by the job (R8, R25)."""

from __future__ import annotations

import pytest

from checkmail.errors import Misused
from checkmail.office import papers, print_jobs, printing, reissue, windows
from checkmail.paper.windows import Window

from .play import AKI, BAN, EYE, ok, refused

MEASURED = {"x": "20", "y": "１２.5", "width": "100", "height": "50"}
OWN = "税務課の長３封筒"


def keep(play, name: str = OWN, envelope: str = "long-3", **changed: str) -> windows.NamedWindow:
    return ok(windows.set_window(play.office, AKI, name, envelope, {**MEASURED, **changed}))


def covers(play, name: str = "covers.pdf", **more: object):
    wish = printing.Wish("covers", play.path.with_name(name), **more)
    return printing.print_artifacts(play.office, AKI, 1, wish)


def test_a_window_is_kept_measured_anew_and_listed_after_those_that_come_with_the_form(play):
    office = play("people")
    kept = keep(office)
    assert kept.window == Window("long-3", 20.0, 12.5, 100.0, 50.0)
    again = keep(office, name=" 税務課の長3封筒 ", slip_x="10", slip_y="8")  # width and blanks mean nothing in a name
    assert (again.key, again.window.slip) == (kept.key, (10.0, 8.0))
    keep(office, name="福祉課")
    listed = ok(windows.list_windows(office.office, EYE))
    assert [one.name for one in listed] == ["long-3", "kaku-2", "税務課の長3封筒", "福祉課"]
    assert [one.person for one in listed] == [0, 0, 2, 2]


def test_r24_replaying_gives_the_windows_again(play):
    office = play("people")
    keep(office)
    keep(office, slip_x="10", slip_y="8")
    assert office.faults() == []
    office.tamper("UPDATE windows SET x = 15000")
    assert [what for _, what in office.faults()] == ["windows"]


def test_r25_the_name_of_a_window_is_not_in_the_ledger(play):
    office = play("people")
    keep(office)
    bodies = "".join(row["body"] for row in office.rows("entries"))
    assert '"envelope":"long-3"' in bodies
    assert OWN.encode("unicode_escape").decode() not in bodies
    assert office.row("windows", id=1)["x"] == 20_000


def test_r28_an_auditor_keeps_no_window(play):
    answer = windows.set_window(play("people").office, EYE, OWN, "long-3", MEASURED)
    assert refused(answer) == "not-allowed"


@pytest.mark.parametrize(
    ("name", "envelope", "changed", "key"),
    [
        ("  ", "long-3", {}, "bad-window-name"),
        ("長" * 61, "long-3", {}, "bad-window-name"),
        ("窓\x1b", "long-3", {}, "bad-window-name"),
        ("LONG-3", "long-3", {}, "window-name-taken"),
        ("Ｗindow 2", "long-3", {}, "window-name-taken"),
        (OWN, "long-4", {}, "unknown-envelope"),
        (OWN, "long-3", {"x": "-1"}, "window-measures"),
        (OWN, "long-3", {"x": "広い"}, "window-measures"),
        (OWN, "long-3", {"width": "1e9"}, "window-measures"),
        (OWN, "long-3", {"slip_x": "5"}, "window-measures"),
        (OWN, "long-3", {"x": "140"}, "window-off-envelope"),
        (OWN, "long-3", {"y": "75"}, "window-off-envelope"),
        (OWN, "long-3", {"width": "55"}, "window-too-small"),
        (OWN, "long-3", {"height": "30"}, "window-too-small"),
        (OWN, "long-3", {"x": "0"}, "window-off-page"),
        (OWN, "long-3", {"y": "60", "height": "60"}, "window-off-page"),
        (OWN, "long-3", {"width": "190"}, "window-overlaps"),
        (OWN, "kaku-2", {"y": "90", "height": "60"}, "window-overlaps"),
    ],
)
def test_a_window_that_cannot_serve_is_refused_and_nothing_is_kept(play, name, envelope, changed, key):
    office = play("people")
    with pytest.raises(Misused, match=key):
        windows.set_window(office.office, AKI, name, envelope, {**MEASURED, **changed})
    assert office.rows("windows") == []


def test_covers_are_drawn_for_their_window_and_printed_again_for_the_same(play):
    office = play("approved")
    keep(office, x="30")
    with pytest.raises(Misused, match="unknown-window"):
        covers(office, window="どこにもない")
    ok(covers(office, window=OWN))
    assert office.row("jobs", job=1)["sheet"] == "window 1"
    assert [job.sheet for job in ok(print_jobs.list_jobs(office.office, EYE, 1))] == [OWN]
    answer = ok(
        reissue.propose_reissue(
            office.office, AKI, 1, office.path.with_name("again.pdf"), "torn", "破れた", codes=[office.cover(3)]
        )
    )
    office.confirm(answer, BAN)
    assert office.row("jobs", job=2)["sheet"] == "window 1"
    other = ok(
        reissue.propose_reissue(
            office.office, AKI, 1, office.path.with_name("other.pdf"), "torn", "破れた", codes=[office.cover(3, 2)],
            window="kaku-2",
        )
    )  # fmt: skip
    office.confirm(other, BAN)
    assert office.row("jobs", job=3)["sheet"] == "kaku-2"
    assert office.faults() == []


def test_a_window_measured_anew_between_proposal_and_confirmation_is_the_one_printed_for(play):
    office = play("approved")
    keep(office)
    drawn = printing._plan(office.office, AKI, 1, printing.Wish("covers", office.path.with_name("c.pdf"), window=OWN))
    done = ok(printing.draw(drawn))
    keep(office, x="30")
    assert refused(printing._record(office.office, AKI, 1, done)) == "stale"
    done.discard()


def test_a_window_test_page_is_drawn_for_any_window(play, tmp_path):
    office = play("people")
    keep(office)
    for name in (OWN, "long-3", "kaku-2"):
        out = tmp_path / f"{name}.pdf"
        answer = ok(papers.print_window_test(office.office, AKI, name, out, "ja"))
        assert (answer.kind, answer.pages, out.is_file()) == ("window-test", 1, True)
    with pytest.raises(Misused, match="unknown-window"):
        papers.print_window_test(office.office, AKI, "ない", tmp_path / "x.pdf", "ja")
