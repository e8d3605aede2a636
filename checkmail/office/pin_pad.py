"""Whether PINs may be scanned from the desk card's PIN pad.

A PIN pad on paper lets a desk work without a keyboard, and lets whoever stands beside it read the PIN from
the scanner's light: each office decides for itself. Which keys were scanned is never recorded (R25).
"""

from __future__ import annotations

from checkmail.office.acting import Act, Office, act
from checkmail.rules.ledger import OFFICE_CHAIN


@act("allow-pin-pad")
def allow_pin_pad(opened: Act, *, allow: bool) -> bool:
    """Allows or forbids the PIN pad, from now on and at every desk. True where it is allowed now."""
    opened.record(OFFICE_CHAIN, "pin-pad", allowed=int(allow))
    return allow


def pin_pad_allowed(office: Office) -> bool:
    """Whether the office allows it, for anybody: the log-in has to know."""
    with office.store.reading() as transaction:
        row = transaction.one("office_pin_pad")
    return bool(row and row["pin_pad"])
