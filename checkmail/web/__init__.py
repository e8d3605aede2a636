"""The screens in a browser: passes keys one way and pictures the other, and knows no office (docs/decisions/0020).

:mod:`.gate`      which page may speak to this server
:mod:`.desks`     which desk a PC is
:mod:`.session`   one run of the screens for one page
:mod:`.server`    the page, its files, the sessions

Each page has a process of its own, which opens the office, asks for the log-in and decides everything. Here
neither a person nor a PIN is kept: keys are passed on as they come and written nowhere.
"""

from typing import Final

BROWSER_DRIVER: Final = "checkmail.tui.browser_driver:BrowserDriver"
"""The driver of screens without a terminal, as ``TEXTUAL_DRIVER`` names it for Textual."""
