"""Which page may speak to this server.

A browser lets any page of any site open a websocket to any address, and tells whose page it is only by the
``Origin`` header. A name that the attacker owns can also be led to this machine after the page was loaded
(DNS rebinding); then ``Origin`` and ``Host`` agree, but the name is none of ours.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Gate:
    """The names this server has."""

    names: frozenset[str]
    """Host names, in small letters, that lead here. Addresses need no name: nobody can lead one elsewhere."""
    public: str = ""
    """``https://name[:port]`` of the TLS proxy before this server; empty: none stands there."""

    def knows(self, host: str) -> bool:
        """Whether a request with this ``Host`` was meant for this server."""
        name = hostname_of(f"//{host}")
        return is_address(name) or name in self.names or bool(self.public and name == hostname_of(self.public))

    def lets_in(self, origin: str, host: str) -> bool:
        """Whether the page of ``origin`` is the one this server sent; a request without an origin is no page's."""
        return self.knows(host) and bool(origin) and origin.lower() in {f"http://{host.lower()}", self.public}

    def websocket(self, host: str) -> str:
        """Where the page finds its session, without the path."""
        return self.public.replace("https://", "wss://", 1) or f"ws://{host}"


def hostname_of(url: str) -> str:
    """The host's name in a URL, in small letters; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Whether it is a number of the network and no name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether it never leaves this machine."""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def origin_of(url: str) -> str:
    """``https://name[:port]`` of a TLS proxy's URL; empty where it is none."""
    name = hostname_of(url)
    whole = re.fullmatch(r"https://([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?/?", url.lower())
    return url.lower().rstrip("/") if name and whole else ""
