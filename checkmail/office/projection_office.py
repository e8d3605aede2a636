"""What entries of the office do: its people and PINs, its fonts, printers and windows, what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.projection_steps import Params, Step, once
from checkmail.store.protocol import Transaction


def _fonts_set(transaction: Transaction, params: Params) -> None:
    """R6: the office's fonts, ``[sha256, name, size, face]`` each, the first that is asked first."""
    transaction.run("office_fonts_cleared")
    transaction.many(
        "office_font_added",
        (
            {"place": place, "sha256": sha256, "name": name, "size": size, "face": face}
            for place, (sha256, name, size, face) in enumerate(params["fonts"])
        ),
    )


OFFICE: Final[Mapping[str, tuple[Step, ...]]] = {
    "office-made": (once("office_made"),),
    "pin-pad": (once("office_pin_pad_set"),),
    "person-added": (once("person_added"),),
    "pin-set": (once("pin_set"),),
    "pin-wrong": (once("pin_wrong"),),
    "lock-begun-anew": (once("lock_begun_anew"),),
    "pin-right": (once("pin_right"),),
    "signed-in": (once("signed_in"),),
    "person-disabled": (once("person_disabled"),),
    "deputy-named": (once("deputy_named"),),
    "batch-opened": (),
    "checkpoint": (),
    # Which keys sign heads is read from the entries themselves.
    "ledger-key": (),
    "person-key": (),
    "backed-up": (),
    "office-moved": (),
    "restored": (),
    "recovery-used": (once("recovery_used"),),
    "recovery-wrong": (once("recovery_wrong"),),
    "clock-set-back": (),
    "fonts-set": (_fonts_set,),
    "printer-named": (once("printer_named"),),
    "printer-set": (once("printer_set"),),
    "window-set": (once("window_set"),),
    # proposals stand in the chain of what they are about
    "proposed": (once("proposed"),),
    "proposal-ended": (once("proposal_ended"),),
}  # fmt: skip
