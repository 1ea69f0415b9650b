"""Word by word: nothing is lost, nothing is more than it must be, and it can be read."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.texts.test_aligning import SYLLABLES, paper

from muster.engines.texts import common
from muster.engines.texts.comparing import Compared, RunKind, compare, compare_closely
from muster.engines.texts.tokens import tokens

MARKS = {RunKind.EQUAL: "{}", RunKind.DELETED: "[-{}-]", RunKind.INSERTED: "[+{}+]"}


def shown(found: Compared) -> str:
    return "".join(MARKS[run.kind].format(run.text) for run in found.runs)


def sides(found: Compared) -> tuple[str, str]:
    old = "".join(run.text for run in found.runs if run.kind is not RunKind.INSERTED)
    new = "".join(run.text for run in found.runs if run.kind is not RunKind.DELETED)
    return old, new


READ = [
    ("", "", ""),
    ("một", "một", "một"),
    ("", "mới", "[+mới+]"),
    ("cũ", "", "[-cũ-]"),
    ("để làm", "đề làm", "[-để-][+đề+] làm"),
    ("giữ nguyên câu này", "giữ nguyên câu này.", "giữ nguyên câu này[+.+]"),
    ("trong quý III", "trong quý IV", "trong quý [-III-][+IV+]"),
    ("thêm vào giữa", "thêm hẳn vào giữa", "thêm [+hẳn +]vào giữa"),
    ("hai  dấu cách", "hai dấu cách", "hai[-  -][+ +]dấu cách"),
    (" đầu", "đầu", "[- -]đầu"),
    ("cuối ", "cuối", "cuối[- -]"),
    ("Một. Ba.", "Một. Hai. Ba.", "Một. [+Hai. +]Ba."),
    ("Tổ A họp. Tổ C họp.", "Tổ A họp. Tổ B họp. Tổ C họp.", "Tổ A họp. [+Tổ B họp. +]Tổ C họp."),
    ("Tổ A họp. Tổ B họp. Tổ C họp.", "Tổ A họp. Tổ C họp.", "Tổ A họp. [-Tổ B họp. -]Tổ C họp."),
    ("Một.", "Một. Hai.", "Một.[+ Hai.+]"),
    ("đạt 1.234,5 tấn", "đạt 1.243,5 tấn", "đạt [-1.234,5-][+1.243,5+] tấn"),
    ("từ 12/5/2030", "từ 13/5/2030", "từ [-12/5/2030-][+13/5/2030+]"),
    ("đồng chí của tỉnh", "cán bộ của huyện", "[-đồng chí của tỉnh-][+cán bộ của huyện+]"),
    ("A, B", "C, D", "[-A, B-][+C, D+]"),
    (
        "phát triển kinh tế nhanh và bền vững",
        "phát triển kinh tế xanh và bền vững",
        "phát triển kinh tế [-nhanh-][+xanh+] và bền vững",
    ),
    ("đoạn\tmột\nhai", "đoạn một\nhai", "đoạn[-\t-][+ +]một\nhai"),
]


@pytest.mark.parametrize(("old", "new", "want"), READ)
def test_it_reads_as_a_person_would_say_it(old: str, new: str, want: str) -> None:
    assert shown(compare(old, new)) == want


TEXTS = st.lists(
    st.sampled_from([*SYLLABLES[:6], ".", ", ", "; ", " ", "  ", "\n", "\t", "3.5", "\u0301", "—"]),
    max_size=30,
).map("".join)
WORDS = st.lists(st.sampled_from([*SYLLABLES[:5], "."]), max_size=14)


@given(TEXTS | st.text(max_size=20), TEXTS | st.text(max_size=20))
def test_both_texts_come_back_letter_by_letter(old: str, new: str) -> None:
    for found in (compare(old, new), compare_closely(old, new)):
        assert sides(found) == (old, new)
        assert all(run.text for run in found.runs)
        kinds = [run.kind for run in found.runs]
        assert all(a is not b for a, b in pairwise(kinds))
        assert (RunKind.INSERTED, RunKind.DELETED) not in set(pairwise(kinds))


def longest(old: list[str], new: list[str]) -> int:
    """The table, cell by cell."""
    row = [0] * (len(new) + 1)
    for one in old:
        above = row[:]
        for at, other in enumerate(new, 1):
            row[at] = above[at - 1] + 1 if one == other else max(above[at], row[at - 1])
    return row[-1]


@given(WORDS, WORDS)
def test_closely_there_are_as_few_words_as_there_can_be(old: list[str], new: list[str]) -> None:
    found = compare_closely(" ".join(old), " ".join(new))

    changed = sum(len(run.text.split()) for run in found.runs if run.kind is not RunKind.EQUAL)
    assert changed == len(old) + len(new) - 2 * longest(old, new)


@given(WORDS, WORDS)
def test_readably_there_are_never_fewer_runs_than_needed_nor_more_than_closely(
    old: list[str], new: list[str]
) -> None:
    one, other = " ".join(old), " ".join(new)

    assert len(compare(one, other).runs) <= len(compare_closely(one, other).runs) + 1


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_pairs_rise_are_equal_and_are_the_most(old: list[int], new: list[int]) -> None:
    pairs = common.common(old, new)

    assert pairs is not None
    assert all(old[a] == new[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(list(map(str, old)), list(map(str, new)))


@given(st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    found = tokens(text)

    assert found.text(0, len(found.words)) == text


def test_texts_too_long_for_a_table_stand_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(common, "MOST_CELLS", 8)

    found = compare("một hai ba x", "bốn năm sáu x")

    assert found.is_coarse
    assert shown(found) == "[-một hai ba x-][+bốn năm sáu x+]"
    assert not compare("một hai ba x", "một hai ba y").is_coarse


@pytest.mark.parametrize("kind", ["alike", "nothing in common", "one word"])
def test_a_paragraph_of_twenty_pages_takes_no_time_worth_speaking_of(kind: str) -> None:
    old = " ".join(paper(1, 240))
    new = {
        "alike": " ".join(paper(1, 120) + paper(2, 120)),
        "nothing in common": " ".join(word[::-1] for word in old.split()),
        "one word": "và " * 9600,
    }[kind]

    began = time.process_time()
    found = compare(old, new)

    assert time.process_time() - began < 10
    assert sides(found) == (old, new)
