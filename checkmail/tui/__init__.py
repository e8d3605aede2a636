"""The screens: what :mod:`checkmail.office` can do, on a terminal, in Japanese and English.

A screen reads and acts only through the office, never on the event loop (:mod:`.session`). Text that came
from people or files is never markup: it reaches widgets as :class:`~textual.content.Content` and tables as
:class:`rich.text.Text` (:mod:`.words`). Colours and sizes stand in ``styles/*.tcss``, words in
``locale/*/tui.toml``.
"""
