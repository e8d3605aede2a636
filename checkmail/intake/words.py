"""The words of a finding for people, from ``locale/*/findings.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from checkmail.locale import Language, area
from checkmail.rules.lists import Finding


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads about a finding. Holds values of the list: personal data."""

    title: str
    """The code's short name."""
    message: str
    next: str


def describe(finding: Finding, language: Language) -> Words:
    """The sentences of a finding; one whose details name a ``sign`` has closer words where there are such."""
    texts = area(language, "findings")

    def said(part: str) -> str:
        general = texts[f"{finding.code}.{part}"]
        return texts.get(f"{finding.code}.{finding.details.get('sign')}.{part}", general).format(**finding.details)

    return Words(texts[f"{finding.code}.title"], said("message"), said("next"))
