"""Which desk a PC is: a hold and an open set belong to a desk, so the same PC is always the same desk (R13, R14, R16).

A PC is known by its address. Where several have one (a terminal server, a tunnel), each adds a name of its own
in its bookmark: ``http://…/?desk=窓口1``.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_CHOSEN: Final = re.compile(r"\w{1,12}")
"""What a page may add. With the longest address it fits a desk's name of 32 characters."""
_LONGEST_PLACE: Final = 19
"""Characters; an IPv6 interface identifier has so many."""


def is_choice(chosen: str) -> bool:
    """Whether a page may call its desk so; the empty word is no name, and allowed."""
    return not chosen or _CHOSEN.fullmatch(chosen) is not None


def desk_of(address: str, chosen: str, here: str) -> str:
    """The name of the desk at ``address``. ``here`` is this machine's own, which its browser shares with its terminal.

    Of an IPv6 address the last 64 bits name the PC: the first are those of the office's network.
    """
    place = here if not address else _place(ipaddress.ip_address(address.partition("%")[0]), here)
    return f"{place[:_LONGEST_PLACE].strip()} {chosen}" if chosen else place


def _place(address: ipaddress.IPv4Address | ipaddress.IPv6Address, here: str) -> str:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return here
    return str(address) if address.version == 4 else address.exploded[-_LONGEST_PLACE:].replace(":", "-")
