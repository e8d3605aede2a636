"""Two calm colour schemes; what they mean is also said by words and signs."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="checkmail-dark",
    primary="#8fb4d9",
    secondary="#6f8296",
    accent="#8fb4d9",
    success="#86c896",
    warning="#e6bd6a",
    error="#ef7f76",
    foreground="#dde2e8",
    background="#14181d",
    surface="#1a1f26",
    panel="#242b34",
    dark=True,
)

LIGHT: Final = Theme(
    name="checkmail-light",
    primary="#2c5a86",
    secondary="#66758a",
    accent="#2c5a86",
    success="#236b43",
    warning="#8a5a00",
    error="#ab231c",
    foreground="#22262c",
    background="#f6f5f1",
    surface="#fdfcfa",
    panel="#e7e5de",
    dark=False,
)
