"""Whether the screens can be drawn where they would stand."""

from __future__ import annotations

import codecs
import locale
import os
import sys

from checkmail.errors import Misused


def check_drawing() -> None:
    """Raises :class:`Misused`: ``no-unicode`` where Japanese cannot be written, ``plain-terminal`` for ``TERM=dumb``.

    A terminal does not tell what it can write; the locale and ``PYTHONIOENCODING`` tell what it was set up for.
    A Windows console is written to in Unicode whatever its code page.
    """
    if sys.platform == "win32":
        return
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise Misused("plain-terminal")
    told = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    if not all(map(_is_utf_8, filter(None, (told, locale.nl_langinfo(locale.CODESET))))):
        raise Misused("no-unicode")


def _is_utf_8(name: str) -> bool:
    try:
        return codecs.lookup(name).name == "utf-8"
    except LookupError:
        return False
