"""A print job of a fixed time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from checkmail.paper.facts import Job

from .seen import BATCH


@pytest.fixture
def job() -> Job:
    made = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    return Job(BATCH, "令和8年度 納税通知書", 3, made, head="12:3911:" + "0c9f" * 16, office_name="架空町役場 税務課")
