"""The job played once for a whole run of tests; each stage is a file that tests copy."""

import pytest

from . import mailing
from .house import Office, must
from .mailing import Stage


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """An office with two supervisors, three clerks and an auditor."""
    office = Office(tmp_path_factory.mktemp("founded") / "office.db")
    return Stage(office, mailing.found(office))


@pytest.fixture(scope="session")
def imported(founded: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A list of twelve in cp932 has been read; one row stops, one asks for attention."""
    folder = tmp_path_factory.mktemp("imported")
    office = founded.office.copy(folder / "office")
    documents = folder / "documents.toml"
    documents.write_text(mailing.DOCUMENTS, encoding="utf-8")
    file = mailing.make_list(folder, mailing.ROWS, "cp932", 3)
    edits = {mailing.REMARK: {"備考": "支援措置対象"}, mailing.NO_ADDRESS: {"住所": ""}}
    mailing.edit_list(file, "cp932", edits)
    answers = mailing.bring_list(office, file, documents)
    answers["ledger"] = must(office.verify())
    return Stage(office, answers, files={"list": file})


@pytest.fixture(scope="session")
def printed(imported: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Batch 1 is approved and on paper, and so is batch 2."""
    folder = tmp_path_factory.mktemp("printed")
    office = imported.office.copy(folder / "office")
    approve = ("list", "approve", "--batch", 1)
    answers: dict[str, object] = {"open": office.run(*approve, as_=2)}
    answers["findings"] = mailing.deal_with_findings(office, 1, (mailing.NO_ADDRESS,))
    answers["unanswered"] = office.run(*approve, as_=2)
    mailing.nothing_withheld(office, 1)
    mailing.approve(office, 1)
    jobs, files, papers = mailing.print_all(office, folder)
    answers["other"], strangers = mailing.other_batch(office, folder)
    answers["ledger"] = must(office.verify())
    return Stage(office, answers | jobs, papers, strangers, imported.files | files)


@pytest.fixture(scope="session")
def enclosed(printed: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Person 3 has enclosed and scanned every envelope."""
    codes = printed.envelopes()
    return printed.on(tmp_path_factory.mktemp("enclosed"), lambda office: {"lines": office.scan("first", codes, as_=3)})


@pytest.fixture(scope="session")
def verified(enclosed: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Person 4 has taken every sheet out and scanned it anew."""
    codes = enclosed.envelopes()
    return enclosed.on(
        tmp_path_factory.mktemp("verified"), lambda office: {"lines": office.scan("second", codes, as_=4)}
    )


@pytest.fixture(scope="session")
def counted(verified: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Persons 5 and 2 have counted both trays."""

    def act(office: Office) -> dict[str, object]:
        return {"counts": [must(answer) for person in (5, 2) for answer in mailing.count(office, person)]}

    return verified.on(tmp_path_factory.mktemp("counted"), act)


@pytest.fixture(scope="session")
def released(counted: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Supervisor 1, who neither checked nor counted, lets the batch be sealed."""
    return counted.on(
        tmp_path_factory.mktemp("released"),
        lambda office: {"release": must(office.run("release", "--batch", 1, as_=1))},
    )


@pytest.fixture(scope="session")
def sealed(released: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Person 5 has scanned every sealed envelope."""
    labels = [released.papers[piece, 0] for piece in mailing.MAILED]
    return released.on(tmp_path_factory.mktemp("sealed"), lambda office: {"lines": office.scan("seal", labels, as_=5)})
