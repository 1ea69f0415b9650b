"""Accept all and it is the new text, reject all and the old: by the standard and by LibreOffice."""

import random
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.texts import settle
from tests.engines.texts.test_aligning import edited, paper
from tests.libreoffice import needs_libreoffice, settled

from muster.engines.texts import PARAGRAPH_END, as_written, compare_texts, read, track

AT = datetime(2030, 8, 16, 9, 42, 7, tzinfo=timezone(timedelta(hours=7)))


@dataclass(frozen=True)
class Said:
    text: str
    kind: str = "body"
    level: int = 0
    label: str = ""


def said(*texts: str) -> list[Said]:
    return [Said(text) for text in texts]


def tracked(old: list[Said], new: list[Said], author: str = "Nguyễn Thị Lan") -> bytes:
    return track(old, new, compare_texts(old, new), author=author, at=AT)  # type: ignore[arg-type]


A, B, C, D, E = paper(31, 5)
HOSTILE = "Mức <5% & \"nhỏ\" ]]> \x00\x0b\x1f\ufffe\U0001f600 'x'"
# Letters that Vietnamese writes with marks of their own, composed and not.
MARKS = unicodedata.normalize("NFD", "Nghị quyết của Đảng bộ xã về phát triển kinh tế")
CASES: dict[str, tuple[list[Said], list[Said]]] = {
    "nothing": ([], []),
    "nothing before": ([], said(A, B)),
    "nothing after": (said(A, B), []),
    "empty before": (said(""), said(A)),
    "the same": (said(A, B), said(A, B)),
    "the same empties": (said("", A, "", "", B, ""), said("", A, "", "", B, "")),
    "empties come and go": (said(A, "", B, "", C), said("", A, B, C, "", "")),
    "words": (said(A, B, C), said(A, f"{B} Thêm ba chữ.", C[20:])),
    "first comes": (said(B, C), said(A, B, C)),
    "first goes": (said(A, B, C), said(B, C)),
    "last comes": (said(A, B), said(A, B, C, D)),
    "last goes": (said(A, B, C, D), said(A, B)),
    "last is another": (said(A, B, C), said(A, B, D, E)),
    "all is another": (said(A, B), said(D, E)),
    "two go for one": (said(A, B, C), said(A, D)),
    "one goes for two": (said(A, B), said(A, D, E)),
    "inner comes and goes": (said(A, B, E), said(A, C, D, E)),
    "split": (said(A, f"{B} {C}", D), said(A, B, C, D)),
    "joined": (said(A, B, C, D), said(A, f"{B} {C}", D)),
    "split at the end": (said(A, f"{B} {C}"), said(A, B, C)),
    "joined at the end": (said(A, B, C), said(A, f"{B} {C}")),
    "split at the start": (said(f"{B} {C}", A), said(B, C, A)),
    "moved down": (said(A, B, C, D, E), said(B, C, D, A, E)),
    "moved to the end": (said(A, B, C, D), said(B, C, D, A)),
    "moved to the start": (said(A, B, C, D), said(D, A, B, C)),
    "moved and changed": (said(A, B, C, D, E), said(B, C, D, f"{A} Thêm nữa.", E)),
    "turned round": (said(A, B, C, D, E), said(E, D, C, B, A)),
    "tabs and lines": (
        said("Một\tHai\nBa", "\t\tđầu dòng", "cuối\n\n"),
        said("Một\tHai\tBa\nBốn", "\tđầu dòng", "cuối\n", "\n"),
    ),
    "blanks": (said("  hai   cách ", " ", A), said(" hai cách  ", "   ", A)),
    "hostile": (said(HOSTILE, A), said(f"{HOSTILE} <w:del>", A)),
    "hostile breaks": (
        said(f"a{PARAGRAPH_END}b", "c\r\nd\re\u2028f\u0085g"),
        said(f"a b{PARAGRAPH_END}{PARAGRAPH_END}", "c\nd\r\ne\u2028f g"),
    ),
    "marks of letters": (said(MARKS, A), said(MARKS.replace("xã", "phường"), A)),
    "composed and not": (said(MARKS, A), said(unicodedata.normalize("NFC", MARKS), A)),
    "labels": (
        [Said(A, label="1."), Said(B, label="2."), Said(C, label="3.")],
        [Said(A, label="1."), Said(D, label="2."), Said(B, label="3."), Said(C, label="4.")],
    ),
    "labels joined": (
        [Said(A, label="1."), Said(B, label="a)"), Said(C, label="b)"), Said(D, label="2.")],
        [Said(A, label="1."), Said(f"{B} {C}", label="a)"), Said(D)],
    ),
    "labels split": (
        [Said(A, label="1."), Said(f"{B} {C}", label="a)")],
        [Said(A, label="I."), Said(B, label="1."), Said(C, label="2.")],
    ),
    "tables and notes": (
        [
            Said("Tên", "cell"),
            Said("Số", "cell"),
            Said("12", "cell"),
            Said("Chú thích", "footnote"),
        ],
        [Said("Tên", "cell"), Said("Số mới", "cell"), Said("13", "cell"), Said("Chú", "footnote")],
    ),
    "headings": (
        [Said("Phần thứ nhất", "heading", 1), Said(A)],
        [Said("Phần thứ nhất", "heading", 2), Said(A, "heading", 12), Said(B)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_both_texts_come_back(case: str) -> None:
    old, new = CASES[case]

    content = tracked(old, new)

    assert settle.accepted(content) == as_written(new)
    assert settle.rejected(content) == as_written(old)


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_has_both_texts(tmp_path: Path) -> None:
    names = {f"case{at}": case for at, case in enumerate(CASES)}
    sides = {name: CASES[case] for name, case in names.items()}
    for seed in range(12):
        names[f"seed{seed}"] = f"seed {seed}"
        sides[f"seed{seed}"] = _two_papers(seed)

    found = settled({name: tracked(*sides[name]) for name in names}, tmp_path)

    wrong = {
        (names[name], way): (got, as_written(side))
        for name, (old, new) in sides.items()
        for way, got, side in (
            ("accepted", found[name]["accepted"], new),
            ("rejected", found[name]["rejected"], old),
        )
        if got != as_written(side)
    }
    assert not wrong


def _two_papers(seed: int) -> tuple[list[Said], list[Said]]:
    """A paper of thirty paragraphs, and what many hands made of it."""
    rng = random.Random(seed)
    old = paper(seed, 30)
    new = [edited(text, rng, 0.2) if rng.random() < 0.3 else text for text in old]
    for _ in range(4):
        new.insert(rng.randrange(len(new) + 1), rng.choice(["", *paper(rng.randrange(999), 1)]))
        new.pop(rng.randrange(len(new)))
        new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
        at = rng.randrange(len(new) - 1)
        new[at : at + 2] = [" ".join(new[at : at + 2])]
        at = rng.randrange(len(new))
        words = new[at].split(" ")
        new[at : at + 1] = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    return said(*old), said(*new)


LETTERS = st.text(
    st.sampled_from("ab 1.ạ\u0323\u0301\t\n\r\x0b\x00<&\u2028\u2029\ufffe\U0001f600"), max_size=12
)
LONG = st.sampled_from([A, B, C, f"{A} {B}", f"{B} {C}", f"{A} {B} {C}", A[:60], B[30:]])
SIDES = st.lists(
    st.builds(
        Said,
        text=st.one_of(LONG, LETTERS),
        kind=st.sampled_from(["body", "cell", "heading"]),
        level=st.integers(0, 2),
        label=st.sampled_from(["", "", "1.", "Điều 2."]),
    ),
    max_size=7,
)


@given(SIDES, SIDES)
@settings(deadline=None)
def test_whatever_the_texts_both_come_back(old: list[Said], new: list[Said]) -> None:
    content = tracked(old, new)

    assert settle.accepted(content) == as_written(new)
    assert settle.rejected(content) == as_written(old)


@given(SIDES, SIDES)
@settings(deadline=None, max_examples=40)
def test_our_own_reading_finds_both_texts(old: list[Said], new: list[Said]) -> None:
    """It leaves out paragraphs without text, and composes letters."""
    reading = read(tracked(old, new), name="x")

    assert [one.text for one in reading.paragraphs] == _as_read(new)
    assert [one.text for one in reading.original] == _as_read(old)


def _as_read(side: list[Said]) -> list[str]:
    return [unicodedata.normalize("NFC", text) for text in as_written(side) if text.strip()]


def test_the_bytes_follow_from_the_arguments() -> None:
    old, new = _two_papers(1)

    content = tracked(old, new)

    assert content == tracked(old, new)
    assert content != tracked(old, new, author="Người khác")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_each_change_says_who_and_when_and_has_a_number_of_its_own() -> None:
    content = tracked(*_two_papers(2), author='Lan & "Hà" <x>')

    changes = [one for one in settle.body(content).iter() if one.get(settle.W + "author")]
    assert {one.get(settle.W + "author") for one in changes} == {'Lan & "Hà" <x>'}
    assert {one.get(settle.W + "date") for one in changes} == {"2030-08-16T09:42:07Z"}
    numbers = [one.get(settle.W + "id") for one in changes]
    assert len(numbers) == len(set(numbers)) > 40


def test_a_time_without_a_zone_is_refused() -> None:
    found = compare_texts([], [])

    with pytest.raises(ValueError, match="zone"):
        track([], [], found, author="x", at=datetime(2030, 1, 1))  # noqa: DTZ001  what is refused


def test_only_what_changed_is_tracked() -> None:
    """One word of forty, in one of three paragraphs: two records and no more."""
    changed = re.sub(r"\s\S+\s", " ĐỔI ", B, count=1)

    root = settle.body(tracked(said(A, B, C), said(A, changed, C)))

    assert len(list(root.iter(settle.W + "ins"))) == len(list(root.iter(settle.W + "del"))) == 1


def test_what_only_moved_is_a_moving_with_two_ends() -> None:
    root = settle.body(tracked(*CASES["moved down"]))

    starts = [*root.iter(settle.W + "moveFromRangeStart", settle.W + "moveToRangeStart")]
    assert [one.tag.rpartition("}")[2] for one in starts] == [
        "moveFromRangeStart",
        "moveToRangeStart",
    ]
    assert len({one.get(settle.W + "name") for one in starts}) == 1
    assert next(root.iter(settle.W + "ins", settle.W + "del"), None) is None


def test_a_heading_that_was_none_says_how_it_looked() -> None:
    root = settle.body(tracked(*CASES["headings"]))

    first = root.find(f"{settle.W}p/{settle.W}pPr")
    assert first.find(settle.W + "pStyle").get(settle.W + "val") == "Heading2"
    before = first.find(f"{settle.W}pPrChange/{settle.W}pPr/{settle.W}pStyle")
    assert before.get(settle.W + "val") == "Heading1"


def test_the_time_is_that_on_the_wall_of_its_readers() -> None:
    """Word calls it UTC, and its reader is told the same hour: see ``read`` and its zone."""
    content = tracked(said(A), said(B))

    first = next(iter(read(content, name="x", zone=AT.tzinfo or UTC).changes))
    assert first.at == AT
