"""What every test shares: hypothesis plays the same examples on every machine, and no example has a deadline."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "same-everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same-everywhere")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what a test recorded as its ``table``: workers of xdist have no terminal of their own."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in getattr(report, "user_properties", ()):
            if name == "table":
                terminalreporter.section(report.nodeid)
                terminalreporter.write_line(str(value))
