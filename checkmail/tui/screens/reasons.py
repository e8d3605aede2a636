"""A reason chosen from a short list, or typed: the same two fields wherever something is settled."""

from __future__ import annotations

from typing import Literal

from checkmail.locale import area
from checkmail.tui.screens.form import Field, Values
from checkmail.tui.session import Said, Session

What = Literal["finding", "difference", "withhold"]


def usual(session: Session, what: What, code: str = "") -> tuple[str, ...]:
    """The usual reasons of ``choices.toml``: those of the finding's ``code`` first, where it has its own."""
    texts = area(session.language, "choices")
    groups = (f"{what}.{code}.", f"{what}.any.") if code else (f"{what}.any.",)
    return tuple(dict.fromkeys(words for group in groups for key, words in texts.items() if key.startswith(group)))


def reason_fields(session: Session, what: What, code: str = "") -> tuple[Field, Field]:
    """One of the usual reasons, or another in own words."""
    options = tuple((words, words) for words in usual(session, what, code))
    return Field("usual-reason", "choice", needed=False, options=options), Field("other-reason", needed=False)


def reason_of(session: Session, values: Values) -> str | Said:
    """The reason that was given; own words come before the list's. None is not enough: says so."""
    reason = str(values["other-reason"]).strip() or str(values["usual-reason"])
    return reason or Said("refused", session.say("form.no-reason"))
