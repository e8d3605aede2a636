"""What was answered to the paper of withheld pieces that was scanned in (R4, R18)."""

from __future__ import annotations

from collections.abc import Sequence

from checkmail.office.gathering import Found
from checkmail.tui.session import Said, Session

_MOST = 3


def gathered(session: Session, found: Sequence[Found]) -> Said:
    """How many are here; of what was refused the first codes, each with its reason."""
    refused = [one for one in found if one.verdict == "refused"]
    if not refused:
        return session.done("done.gathered", found=len(found))
    told = (session.say("list.not-found", raw=one.raw, why=session.reason(one.reason).message) for one in refused)
    words = "　".join(list(dict.fromkeys(told))[:_MOST])
    return Said("refused", session.say("count.not-gathered", refused=len(refused), found=len(found)), words)
