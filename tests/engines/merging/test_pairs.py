"""Which texts are alike: the same as to compare each two, whatever the texts."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process
from tests.engines.merging import make

from muster.engines.merging import MOST_CHARACTERS, MOST_TEXTS, TooMuch, fold, linking
from muster.engines.merging.suggesting import likeness, pairs

SYLLABLES = ["đề", "nghị", "bổ", "sung", "số", "liệu", "giải", "pháp", "không", "8", "10", "a"]
short_texts = st.lists(
    st.lists(st.sampled_from(SYLLABLES), max_size=9).map(" ".join)
    | st.text(alphabet="abđ .,\u0301", max_size=12),
    max_size=12,
)


def by_cdist(texts: list[str], cutoff: float) -> set[tuple[int, int]]:
    """What comparing each two finds."""
    folded = [fold(text) for text in texts]
    if len(folded) < 2:
        return set()
    # In doubles: in singles, the default, a likeness just below a cutoff may be rounded up to it.
    scores = process.cdist(
        folded, folded, scorer=fuzz.token_set_ratio, score_cutoff=cutoff, dtype=np.float64
    )
    rows, columns = np.nonzero(np.triu(scores, 1))
    return set(zip(rows.tolist(), columns.tolist(), strict=True))


@given(texts=short_texts, cutoff=st.integers(1, 100) | st.floats(1, 100))
@example(texts=["", " ", "a"], cutoff=80)
@example(texts=["đề nghị", "de nghi", "Đề, nghị!"], cutoff=100)
@settings(deadline=None)
def test_short_texts_pair_as_each_two_compared(texts: list[str], cutoff: float) -> None:
    assert set(pairs(texts, cutoff=cutoff)) == by_cdist(texts, cutoff)


@given(seed=st.integers(0, 10**6), copies=st.floats(0, 0.95), cutoff=st.sampled_from([60, 80, 93]))
@settings(deadline=None, max_examples=12)
def test_without_the_guess_no_pair_of_remarks_is_lost(
    seed: int, copies: float, cutoff: float
) -> None:
    texts = make.remarks(seed, 60, copies=copies)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linking, "LOOSE", 1.0)
        assert set(pairs(texts, cutoff=cutoff)) == by_cdist(texts, cutoff)


@pytest.mark.parametrize("seed", range(4))
def test_the_guess_loses_next_to_nothing_and_adds_nothing(seed: int) -> None:
    texts = make.remarks(seed, 200)
    want = by_cdist(texts, 80)

    found = set(pairs(texts))

    assert found <= want
    assert len(found) >= 0.99 * len(want) > 100


@pytest.mark.parametrize("seed", range(2))
def test_what_the_guess_loses_is_what_it_says(seed: int) -> None:
    """Beyond seven tenths alike in what is not shared, sixty letters and more on either side."""
    texts = [
        make.mistyped(make.mistyped(text, make.rng(seed)), make.rng(n))
        for n, text in enumerate(make.remarks(seed, 150))
    ]
    for one, other in by_cdist(texts, 80) - set(pairs(texts)):
        here, there = (set(fold(texts[at]).split()) for at in (one, other))
        sides = [len(" ".join(side)) + 1 for side in (here - there, there - here)]
        both = sum(len(word) + 1 for word in here & there)
        allowed = 0.2 * (sum(sides) + 2 * both - 2)
        assert min(sides) >= linking.SHORT
        assert (sum(sides) - 2 - allowed) / 2 > linking.LOOSE * min(sides) - 1


def test_by_hand() -> None:
    texts = ["Đề nghị bổ sung số liệu", "de nghi bo sung so lieu", "Nhất trí"]
    assert pairs(texts) == [(0, 1)]
    assert likeness(texts[0], texts[1]) == 100
    # "de" of both, 2 letters; with "nghi" 7: 5 steps in 9 letters.
    assert likeness("đề nghị", "đề xuất") == pytest.approx(100 - 100 * 5 / 9)


def test_labels_keep_apart() -> None:
    texts = ["nhất trí", "nhất trí", "nhất trí dự thảo", "nhất trí"]

    assert pairs(texts, apart=["a", "b", "a", "b"]) == [(0, 2), (1, 3)]
    assert pairs(texts, apart=[None, "b", 3, ""]) == []


# ---- bad days


def test_five_hundred_equal_remarks() -> None:
    assert len(pairs([make.remark(make.rng(1))] * 500)) == 500 * 499 // 2


def test_texts_without_words_are_alike_to_nothing() -> None:
    assert pairs(["", "", " .,!\n", "\u0301", "?"]) == []
    assert pairs([]) == []


def test_one_word_each() -> None:
    assert pairs(["Đúng", "đúng.", "dung", "Sai", ""]) == [(0, 1), (0, 2), (1, 2)]


def test_long_texts_are_compared_and_too_many_refused() -> None:
    long = [make.long_remark(make.rng(seed), 10_000) for seed in range(12)]
    assert {len(text) for text in long} == {10_000}
    assert set(pairs([*long, *long])) == by_cdist([*long, *long], 80)

    words = [" ".join(f"{text}x{word}" for word in range(2_000)) for text in range(60)]
    with pytest.raises(TooMuch) as refused:
        pairs(words)
    assert refused.value.data == {
        "what": "characters",
        "found": sum(len(one) + 1 for one in words),
        "limit": MOST_CHARACTERS,
    }
    assert "at most 500,000 are compared" in str(refused.value)


def test_more_texts_than_are_compared_are_refused() -> None:
    with pytest.raises(TooMuch) as refused:
        pairs(["a"] * (MOST_TEXTS + 1))
    assert refused.value.data == {"what": "texts", "found": MOST_TEXTS + 1, "limit": MOST_TEXTS}


@pytest.mark.parametrize("cutoff", [0, -1, 100.1, float("nan")])
def test_a_cutoff_that_means_nothing_is_refused(cutoff: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        pairs(["a", "b"], cutoff=cutoff)


def test_labels_for_other_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="one label"):
        pairs(["a", "b"], apart=["x"])
