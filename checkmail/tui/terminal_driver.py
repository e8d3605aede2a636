"""Keys from a POSIX terminal, whatever bytes they are."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Textual's driver, for which a byte that is no UTF-8 is a character like any other (U+FFFD).

    Textual's own (8.2.8) decodes strictly in this method, and one such byte from a scanner with another setting
    ends the program.
    """

    def run_input_thread(self) -> None:
        """Reads keys until the program ends, or the terminal is gone.

        A terminal that was closed is ready for ever and says nothing: read on, it would hold up a program whose stop
        came before its screens were told to end.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    said = os.read(self.fileno, 4096)
                    if not said:
                        return
                    # Nothing decoded is half a character; an empty text would tell the parser that the input has ended.
                    if text := decode(said):
                        for event in parser.feed(text):
                            self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
