"""The whole ledger as a file that verifies without this program (``docs/ledger.md``)."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from checkmail.errors import Misused
from checkmail.office.acting import Act, reading
from checkmail.office.chains import entries_of
from checkmail.office.out_files import vacant
from checkmail.paper.naming import give_name
from checkmail.rules.ledger import canonical


@reading
def export(opened: Act, out: Path) -> int:
    """Writes every entry as one JSON line; answers how many. The file verifies without this program.

    File and name are on disk when this returns. Raises :class:`Misused` ``cannot-write``.
    """
    part = vacant(opened.office, out).with_name(f".{out.name}.part")
    written = 0
    try:
        with part.open("w", encoding="ascii", newline="\n") as file:
            for row in opened.t.all("heads"):
                for entry in entries_of(opened.t, row["chain"]):
                    file.write(canonical(asdict(entry)) + "\n")
                    written += 1
            file.flush()
            os.fsync(file.fileno())
        give_name(part, out)
    except OSError:
        part.unlink(missing_ok=True)
        raise Misused("cannot-write", path=str(out)) from None
    return written
