"""Every act that needs two people, by the name that stands in its proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkmail.office.batches import CHANGE_POLICY
from checkmail.office.erasing import ERASE
from checkmail.office.findings import ACCEPT_FINDINGS, ROWS_COMPARED
from checkmail.office.people import ADD_PERSON, SET_PIN
from checkmail.office.pieces import PIECE_LOST, RESOLVE
from checkmail.office.planting import PLANTED_LOST
from checkmail.office.proposals import Proposable
from checkmail.office.recovering import RECOVER
from checkmail.office.reissue import ARTIFACTS_LOST, ARTIFACTS_SPOILED, REISSUE
from checkmail.office.stamp_reissue import REISSUE_STAMPED
from checkmail.office.withholding import LIFT_WITHHOLDING, WITHHOLD_NOBODY

PROPOSABLE: Final[Mapping[str, Proposable]] = {
    "add-person": ADD_PERSON,
    "set-pin": SET_PIN,
    "recover": RECOVER,
    "change-policy": CHANGE_POLICY,
    "erase": ERASE,
    "accept-findings": ACCEPT_FINDINGS,
    "rows-compared": ROWS_COMPARED,
    "withhold-nobody": WITHHOLD_NOBODY,
    "lift-withholding": LIFT_WITHHOLDING,
    "reissue": REISSUE,
    "reissue-stamped": REISSUE_STAMPED,
    "artifacts-spoiled": ARTIFACTS_SPOILED,
    "artifacts-lost": ARTIFACTS_LOST,
    "piece-lost": PIECE_LOST,
    "resolve": RESOLVE,
    "planted-lost": PLANTED_LOST,
}
