"""Write ``layouts/labels/*.toml`` from a table of label sheets.

    python tools/label_layouts.py TABLE.tsv

The table is tab-separated with a heading: brand, part, page_w_mm, page_h_mm, columns, rows,
label_w_mm, label_h_mm, x0_mm, y0_mm, dx_mm, dy_mm, same_layout_parts,
agrees_with_other_source, source. Each file names the source of its figures.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "layouts" / "labels"
LENGTHS = {
    "page_width": "page_w_mm",
    "page_height": "page_h_mm",
    "label_width": "label_w_mm",
    "label_height": "label_h_mm",
    "x0": "x0_mm",
    "y0": "y0_mm",
    "dx": "dx_mm",
    "dy": "dy_mm",
}


def layout(row: dict[str, str]) -> str:
    """The TOML text of one row; a JSON string or array of strings is a TOML one."""
    lines = [
        f"# {row['brand']} {row['part']}: lengths in millimetres, places from the top left corner of the page.",
        f"brand = {json.dumps(row['brand'])}",
        f"part = {json.dumps(row['part'])}",
        f"columns = {int(row['columns'])}",
        f"rows = {int(row['rows'])}",
        *(f"{key} = {float(row[column])}" for key, column in LENGTHS.items()),
    ]
    same = row["same_layout_parts"].split()
    agrees = [name for name in row["agrees_with_other_source"].split("; ") if name]
    if same:
        lines.append(f"same_layout = {json.dumps(same)}")
    if agrees:
        lines.append(f"agrees_with = {json.dumps(agrees)}")
    lines.append(f"source = {json.dumps(row['source'], ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main(table: Path) -> int:
    """Write one file a row of ``table``."""
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name = re.sub(r"[^a-z0-9]+", "-", f"{row['brand']} {row['part']}".lower())
            (FOLDER / f"{name}.toml").write_text(layout(row), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
