"""The incidents of public bodies that the product is measured by, and what is said of each in the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

INCIDENTS = {
    "S1": "Ageo 2024: the address label of another",
    "S2": "Ageo 2024: 31 protected people mailed",
    "S3": "Ageo 2024: another child's data on the back",
    "S4": "Ageo, Toyooka 2024: reminders for paid bills",
    "S5": "Toyooka 2024: an order to the wrong supplier",
    "S6": "Toyooka 2024: 134 never mailed, 96 wrong amounts",
    "S7": "2023: handbook to a person of a similar name",
    "S8": "2023: another clinic's patients on a clinic's list",
    "S9": "2023: papers of two care offices swapped",
    "S10": "2023: tax notices mailed unsealed",
    "S11": "Osakasayama 2020: lost between two sections",
    "S12": "Chiba 2022: B's certificate also in A's envelope",
    "S13": "Chiba 2022: B's handbook in A's envelope",
    "S14": "Chiba 2022: letter to a person of the same name",
    "S15": "Chiba 2022: two entries of one patient mixed up",
    "S16": "Chiba 2023: sent where the register says no longer",
    "S17": "Chiba 2024: certificates swapped, interrupted",
    "S18": "Chiba 2024: another's certificate, twice",
    "S19": "Chiba 2022-24: forms lost on the way",
    "P1": "Mie 2025: 994 notices, B's papers behind A's",
    "P2": "Kosai: one employee did both steps, 32 swapped",
    "P3": "Sapporo: one surname taken for one household",
    "P4": "Tottori 2025: wrong address, superior 'checked'",
    "P5": "Tottori: the reading aloud was left out",
    "P6": "Tsukuba: names deleted, addresses moved up",
    "P7": "Matsumoto: 115 of 115, orders differed",
    "P8": "Meiwa: no list of the protected read as none",
    "P9": "Tokushima, Atsugi: nobody looked up the flag",
    "P10": "Miyashiro: sex and birth date on 3,000 labels",
    "P11": "Osaka: forms printed on used paper",
    "P12": "Mibu: another's demand in the envelope",
    "P13": "Urasoe: several cases in one binder",
    "P14": "Sendai 2004: restarted one page off",
    "P15": "Saku 2025, Ako: 10,841 mailed with failed glue",
    "P16": "Nanbu 2024: 22 of 22, list not compared",
}

NOT_YET: dict[str, str] = {}
"""Incidents that nothing plays yet, and what they wait for."""

BESIDES = {
    "S6": "wrong amounts: not stoppable, no amount is read",
    "S11": "register of incoming special mail: not yet",
    "S15": "one office a number: only if the list says so",
    "P11": "the back of a sheet: not stoppable, the sheet says it",
    "P16": "report of opened and unopened: not yet",
}
"""What of a played incident nothing stops, or not yet."""


def lines(played: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The table: number, what happened, what stopped it."""
    for number, what in INCIDENTS.items():
        said = list(dict.fromkeys(played.get(number, ())))
        if not said:
            said = [f"not yet: {NOT_YET[number]}" if number in NOT_YET else "not played in this run"]
        said += [f"({BESIDES[number]})"] if number in BESIDES else []
        for place, one in enumerate(said):
            yield f"{number if not place else '':<4}{what if not place else '':<52}{one}"
