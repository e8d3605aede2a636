"""Who may import whom, proved at run time: each module alone in a fresh interpreter."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import checkmail.office
import checkmail.rules

ROOT = Path(checkmail.rules.__file__).resolve().parents[2]

ENGINES = {"sqlite3", "pysqlite3", "sqlite_utils", "aiosql", "psycopg"}
SCREENS = {"textual", "click", "rich"}
PDF = {"reportlab", "barcode", "pypdfium2", "zxingcpp", "PIL"}


def loaded_by(*modules: str) -> set[str]:
    """Top-level names, and our own modules, that a fresh interpreter has loaded after importing ``modules``."""
    code = f"import sys; before = set(sys.modules)\nimport {', '.join(modules)}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    names = set(done.stdout.split())
    return {name for name in names if name.startswith("checkmail")} | {name.partition(".")[0] for name in names}


RULES = [f"checkmail.rules.{module.name}" for module in pkgutil.iter_modules(checkmail.rules.__path__)]


@pytest.mark.parametrize("module", RULES)
def test_the_rules_know_the_standard_library_and_themselves(module):
    loaded = loaded_by(module)
    ours = {name for name in loaded if name.startswith("checkmail.")}
    assert ours <= {"checkmail.rules", *RULES}
    others = {name for name in loaded if not name.startswith("checkmail")}
    assert others <= set(sys.stdlib_module_names)


def test_the_rules_do_no_input_or_output():
    loaded = loaded_by(*RULES)
    assert not loaded & {"socket", "sqlite3", "subprocess", "ssl", "http"}


def test_the_office_names_no_engine_and_no_screen():
    modules = [f"checkmail.office.{module.name}" for module in pkgutil.iter_modules(checkmail.office.__path__)]
    loaded = loaded_by(*modules)
    assert not loaded & (ENGINES | SCREENS)
    assert "checkmail.store.protocol" in loaded
    assert not any(name.startswith(("checkmail.store.sqlite", "checkmail.store.postgres")) for name in loaded)
    assert not any(name.startswith(("checkmail.cli", "checkmail.tui", "checkmail.__main__")) for name in loaded)


def test_a_store_knows_no_act_no_screen_and_no_paper():
    loaded = loaded_by("checkmail.store.sqlite")
    assert not loaded & (SCREENS - {"click"} | PDF)
    assert {name for name in loaded if name.startswith("checkmail.")} <= {
        "checkmail.errors", "checkmail.resources", "checkmail.rules", "checkmail.store", "checkmail.store.bounds",
        "checkmail.store.diagnosis", "checkmail.store.locks", "checkmail.store.places", "checkmail.store.protocol",
        "checkmail.store.queue", "checkmail.store.sqlite", "checkmail.store.sqlite_connection",
        "checkmail.store.sqlite_errors", "checkmail.store.sqlite_files", "checkmail.store.sqlite_log",
        "checkmail.store.sqlite_schema",
        "checkmail.store.sqlite_transaction", *RULES,
    }  # fmt: skip


def test_reading_a_list_needs_no_pdf_library_and_no_engine():
    loaded = loaded_by("checkmail.intake.checks", "checkmail.intake.tables", "checkmail.intake.compare")
    assert not loaded & (PDF | ENGINES | SCREENS)


def test_the_import_contracts_are_kept():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
