"""Write the example workbooks: ``python examples/make_examples.py [--seed N] [--into FOLDER]``.

province.xlsx: a fictitious province, 700 congresses, 2,000 officers, 300 vehicles, 700 venues.
small.xlsx: the same with 40 units. association.xlsx: annual general meetings, in English.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fiction import association, book, province, season

from muster.packs import load

SEED = 2030


def books(seed: int) -> dict[str, list[book.Sheet]]:
    """The sheets of each file."""
    pack = load("vn-party-2025")
    whole = season.make(seed, pack, province.PROVINCE, people=2000, cars=300)
    small = season.make(seed, pack, province.SMALL, people=120, cars=24)
    return {
        "province.xlsx": book.sheets(whole, pack),
        "small.xlsx": book.sheets(small, pack),
        "association.xlsx": association.sheets(seed, load("agm")),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Write all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--into", type=Path, default=Path(__file__).parent)
    said = parser.parse_args(argv)
    said.into.mkdir(parents=True, exist_ok=True)
    for name, made in books(said.seed).items():
        book.write(said.into / name, made)
        print(said.into / name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
