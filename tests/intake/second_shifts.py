"""Columns and cells that slipped, for the second generator."""

from __future__ import annotations

from collections.abc import Callable

from .second_generator import Draft, Line

_GROUPS: dict[str, tuple[str, ...]] = {
    "names, kana left": ("name",),
    "addresses, codes left": ("address", "building"),
    "name and kana": ("name", "kana"),
    "kana alone": ("kana",),
    "destination": ("postal_code", "address", "building"),
    "born": ("born",),
    "codes alone": ("postal_code",),
    "notice": ("notice",),
    "register": ("register_address",),
}
Slip = Callable[[Draft, list[tuple[str, ...]]], list[tuple[str, ...]]]


def plant_blocks(draft: Draft, count: int) -> None:
    """Stretches of 3 to 60 lines in which a group of columns moved against the others."""
    groups = [
        g for g, names in _GROUPS.items() if all(map(draft.has, names)) and (g != "born" or "年齢" in draft.order())
    ]
    for _ in range(count):
        length = draft.random.choice((3, 4, 6, 10, 15, 25, 40, 60))
        stretch = _stretch(draft, min(length, len(draft.lines) // 4))
        if not stretch:
            continue
        group = draft.random.choice(groups)
        slip = draft.random.choice(sorted(_SLIPS))
        before = [tuple(line.fields[name] for name in _GROUPS[group]) for line in stretch]
        after = _SLIPS[slip](draft, before)
        for line, cells in zip(stretch, after, strict=True):
            line.fields.update(zip(_GROUPS[group], cells, strict=True))
            line.block = True
        changed = [line for line, old, new in zip(stretch, before, after, strict=True) if old != new]
        if changed:
            draft.plant("shifted-rows", f"block: {group} {slip}", *changed)


def _stretch(draft: Draft, length: int) -> list[Line]:
    for _ in range(200):
        start = draft.random.randrange(1, len(draft.lines) - length)
        lines = draft.lines[start : start + length]
        if not any(line.block for line in draft.lines[start - 1 : start + length + 1]):
            return lines
    return []


def _empty(cells: tuple[str, ...]) -> tuple[str, ...]:
    return ("",) * len(cells)


_SLIPS: dict[str, Slip] = {
    "up": lambda _d, cells: [*cells[1:], cells[-1]],
    "down": lambda _d, cells: [cells[0], *cells[:-1]],
    "up, the last pasted first": lambda _d, cells: [*cells[1:], cells[0]],
    "up by two": lambda _d, cells: [*cells[2:], *cells[:2]],
    "down, a gap": lambda _d, cells: [_empty(cells[0]), *cells[:-1]],
    "sorted alone": lambda _d, cells: sorted(cells),
    "turned over": lambda _d, cells: cells[::-1],
}


def plant_records(draft: Draft, count: int) -> None:
    """Single records whose cells moved or changed places."""
    shapes: list[tuple[str, Callable[[Draft, Line], bool]]] = [
        *((f"{a} and {b} exchanged", _exchange(a, b)) for a, b in _EXCHANGED),
        ("cells to the right", _right), ("cells to the left", _left), ("two cells to the right", _right_twice),
    ]  # fmt: skip
    start = draft.random.randrange(len(shapes))
    for turn in range(count):
        shape, slip = shapes[(start + turn) % len(shapes)]
        for _ in range(25):
            line = draft.pick()
            if line and slip(draft, line):
                draft.plant("shifted-rows", f"record: {shape}", line)
                break


_EXCHANGED = (
    ("name", "kana"), ("address", "building"), ("number", "notice"), ("postal_code", "address"), ("name", "address"),
    ("born", "postal_code"), ("sex", "born"), ("household", "number"), ("building", "remark"),
)  # fmt: skip


def _exchange(one: str, other: str) -> Callable[[Draft, Line], bool]:
    def slip(draft: Draft, line: Line) -> bool:
        cells = line.fields
        if not (draft.has(one) and draft.has(other) and cells[one] and cells[other]):
            return False
        if cells[one].replace("　", "") == cells[other].replace("　", ""):
            return False
        cells[one], cells[other] = cells[other], cells[one]
        return True

    return slip


def _right(draft: Draft, line: Line) -> bool:
    return _moved(draft, line, 1)


def _right_twice(draft: Draft, line: Line) -> bool:
    return _moved(draft, line, 2)


def _left(draft: Draft, line: Line) -> bool:
    return _moved(draft, line, -1)


def _moved(draft: Draft, line: Line, by: int) -> bool:
    """The cells from some column on, moved by so many places; what is pushed out is lost."""
    order = draft.order()
    at = draft.random.randrange(len(order) // 2)
    cells = [line.fields[key] for key in order]
    moved = cells[:at] + ([""] * by + cells[at:-by] if by > 0 else [*cells[at - by :], *[""] * -by])
    line.fields.update(zip(order, moved, strict=True))
    return moved != cells
