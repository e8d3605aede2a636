"""Where measurements are made and written down."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from checkmail import __version__

RESULTS = Path(__file__).parent / "results"


def machine() -> str:
    """One line on what the figures were measured with; nothing that names a machine."""
    return f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}, checkmail {__version__}"


def peak_megabytes() -> float:
    """The largest resident memory of this process, or of one that it began and that has ended, in MB of 1,048,576."""
    if sys.platform == "win32":
        raise OSError("memory is measured on POSIX only")
    import resource

    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return peak / 1024 if sys.platform == "linux" else peak / 1024 / 1024


def write_results(name: str, title: str, text: str) -> Path:
    """Writes ``bench/results/<name>.md``."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.md"
    path.write_text(f"# {title}\n\n{text}\n", encoding="utf-8", newline="\n")
    return path
