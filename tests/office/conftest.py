"""Offices made once and copied for each test: Argon2 and printing are slow, and each would be the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from stores.server import copied_to_server, drop

from checkmail.office import approval, batches, counting, findings, founding, lists, people, printing, withholding
from checkmail.rules.model import Role
from checkmail.store.sqlite import create_sqlite

from .play import (
    AKI,
    BAN,
    BOSS,
    CHO,
    DOCUMENTS,
    HOUSEHOLDS,
    OFFICE,
    PIN,
    VICE,
    WINDOWED,
    Clock,
    Play,
    ok,
    print_all,
    write_list,
)  # fmt: skip
from .stamp_play import begin

STAGES = ("people", "created", "listed", "approved", "printed", "enclosed", "verified", "released", "sealed")
"""Each an office file: 12 pieces in 3 trays; enclosed by 2, second-checked by 3, counted by 2 and 3, sealed by 4."""


class Stages:
    """The office files, made as far as somebody has asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clocks: dict[str, Clock] = {}

    def file(self, stage: str) -> Path:
        made = self.folder / f"{stage}.db"
        if not made.exists():
            self._make(stage, made)
        return made

    def _make(self, stage: str, made: Path) -> None:
        if stage == "people":
            self._people(made)
            return
        before = STAGES[STAGES.index(stage) - 1] if stage in STAGES else "people"
        source = self.file(before)
        working = self.folder / f"making-{stage}.db"
        shutil.copy(source, working)
        play = Play(working, Clock(self.clocks[before].now))
        getattr(self, f"_{stage}")(play)
        play.store.close()
        self.clocks[stage] = play.clock
        working.rename(made)

    def _people(self, made: Path) -> None:
        making = made.with_suffix(".making")
        create_sqlite(making).close()
        play = Play(making)
        office = play.office
        ok(founding.make_office(office, "夢野市役所", OFFICE, (1, "課長"), PIN))
        roles = {2: Role.CLERK, 3: Role.CLERK, 4: Role.CLERK, 5: Role.SUPERVISOR, 6: Role.AUDITOR}
        for number, role in roles.items():
            answer = ok(people.add_person(office, BOSS, number, f"職員{number}", role, "739164"))
            if not isinstance(answer, people.Member):
                play.confirm(answer, AKI)
            play_as = type(BOSS)(number)
            ok(people.change_own_pin(office, play_as, PIN))
        play.store.close()
        self.clocks["people"] = play.clock
        making.rename(made)

    def _created(self, play: Play) -> None:
        ok(batches.create_batch(play.office, AKI, "医療費受給者証", "", 4))

    def _listed(self, play: Play) -> None:
        ok(lists.import_list(play.office, AKI, 1, write_list(self.folder / "list.csv")))

    def _approved(self, play: Play) -> None:
        ok(withholding.answer_none(play.office, AKI, 1, date(2026, 11, 1), "福祉課"))
        ok(approval.approve(play.office, BAN, 1))

    def _printed(self, play: Play) -> None:
        print_all(play, "labels", "covers")

    def _enclosed(self, play: Play) -> None:
        play.first(AKI, range(1, 13))

    def _verified(self, play: Play) -> None:
        play.second(BAN, range(1, 13))

    def _released(self, play: Play) -> None:
        play.count(1, 2, 3)
        ok(counting.release(play.office, BOSS, 1))

    def _sealed(self, play: Play) -> None:
        play.seal(CHO, range(1, 13))

    def _rich(self, play: Play) -> None:
        self._with_documents(play, "rich", 4, {2})

    def _walked(self, play: Play) -> None:
        self._with_documents(play, "walked", 12, {2, 6, 11})

    def _households(self, play: Play) -> None:
        """Records 1 and 2 are piece 1, 3 is piece 2, 4 is piece 3; each person's card is typed from the paper."""
        begin(play, documents=HOUSEHOLDS, 世帯番号={1: "A", 2: "A", 3: "B", 4: "C"})
        print_all(play, "labels", "covers", "returns")

    def _windowed(self, play: Play) -> None:
        begin(play, documents=WINDOWED)
        print_all(play, "covers", "slips")

    def _with_documents(self, play: Play, name: str, pieces: int, attention: set[int]) -> None:
        """``pieces`` in trays of four; those of ``attention`` are under attention."""
        office = play.office
        ok(batches.create_batch(office, AKI, "受給者証と返信用", DOCUMENTS, 4))
        file = write_list(self.folder / f"{name}.csv", pieces, 備考=dict.fromkeys(attention, "支援措置"))
        ok(lists.import_list(office, AKI, 1, file))
        ok(findings.acknowledge(office, AKI, 1, "本人確認済み", code="remark"))
        ok(withholding.answer_none(office, AKI, 1, date(2026, 11, 1), "福祉課"))
        ok(approval.approve(office, VICE, 1))
        for kind in ("labels", "covers", "returns"):
            ok(printing.print_artifacts(office, AKI, 1, printing.Wish(kind, self.folder / f"{name}-{kind}.pdf")))


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(tmp_path_factory.mktemp("offices"))


ON_BOTH_ENGINES = ("test_desk", "test_handover")
"""Modules whose every test with an office is run with it in a file and on a server."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "play" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH_ENGINES
        metafunc.parametrize("play", ("sqlite", "postgres") if both else ("sqlite",), indirect=True)


@pytest.fixture
def play(request: pytest.FixtureRequest, stages: Stages, tmp_path: Path) -> Iterator[Callable[[str], Play]]:
    """``play("verified")``: a copy of the office at that stage."""
    opened: list[Play] = []

    def copy(stage: str, name: str = "office") -> Play:
        file, made, url = tmp_path / f"{name}.db", stages.file(stage), ""
        if request.param == "postgres":
            url = copied_to_server(made)
        else:
            shutil.copy(made, file)
        opened.append(Play(file, Clock(stages.clocks[stage].now), url))
        return opened[-1]

    yield copy
    for one in opened:
        one.store.close()
        if one.url:
            drop(one.url)
