"""Which new paragraph is which old one: ids live on, and none is given twice."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.engines.texts import Alignment, Fresh, How, Known, TooLarge, align, aligning

SUBJECTS: Final = (
    "đại hội đảng bộ tỉnh ủy cấp trên cơ sở nhiệm kỳ báo cáo chính trị công tác nhân sự văn kiện"
    " góp ý thảo luận phương hướng mục tiêu nhiệm vụ giải pháp kinh tế xã hội quốc phòng an ninh"
    " xây dựng nông thôn mới chuyển đổi số giáo dục y tế môi trường cán bộ kiểm tra giám sát dân"
    " vận mặt trận đoàn thể thanh niên phụ nữ cựu chiến binh nông dân lao động sản xuất"
)
SYLLABLES: Final = SUBJECTS.split()


def sentence(rng: random.Random, words: int = 40) -> str:
    return " ".join(rng.choice(SYLLABLES) for _ in range(words)) + "."


def paper(seed: int, paragraphs: int, words: int = 40) -> list[str]:
    rng = random.Random(seed)
    return [sentence(rng, words) for _ in range(paragraphs)]


def known(texts: Sequence[str]) -> list[Known]:
    return [Known(100 + at, text) for at, text in enumerate(texts)]


def fresh(texts: Sequence[str]) -> list[Fresh]:
    return [Fresh(text) for text in texts]


def aligned(old: Sequence[str], new: Sequence[str]) -> Alignment:
    return align(known(old), fresh(new))


def ids(found: Alignment) -> list[int | None]:
    return [match.id for match in found.matches]


def edited(text: str, rng: random.Random, share: float) -> str:
    """The text with a share of its words replaced."""
    return " ".join(
        rng.choice(SYLLABLES) if rng.random() < share else word for word in text.split(" ")
    )


def test_an_equal_text_keeps_every_id() -> None:
    texts = paper(1, 20)

    found = aligned(texts, texts)

    assert ids(found) == list(range(100, 120))
    assert {match.how for match in found.matches} == {How.SAME}
    assert not found.gone


def test_changed_paragraphs_keep_their_ids_and_say_how_alike_they_are() -> None:
    texts, rng = paper(2, 12), random.Random(2)
    new = [edited(text, rng, 0.25) if at in (3, 4, 9) else text for at, text in enumerate(texts)]

    found = aligned(texts, new)

    assert ids(found) == list(range(100, 112))
    changed = [match for match in found.matches if match.how is How.CHANGED]
    assert len(changed) == 3
    assert all(0.5 < match.alike < 1 for match in changed)


def test_what_is_new_and_what_is_gone() -> None:
    texts = paper(3, 10)
    strange = "Hoàn toàn khác hẳn những gì từng viết trước đây trong bản dự thảo lần đầu tiên."

    found = aligned(texts, [*texts[:4], strange, *texts[6:]])

    assert ids(found) == [100, 101, 102, 103, None, 106, 107, 108, 109]
    assert found.matches[4].how is How.NEW
    assert [(one.id, one.into) for one in found.gone] == [(104, None), (105, None)]


def test_a_split_paragraph_lives_on_in_its_largest_part() -> None:
    first, second, third = paper(4, 3, 12)
    whole = f"{first} {second} {third}"
    around = paper(5, 2)

    found = aligned(
        [around[0], whole, around[1]], [around[0], first, f"{second} {third}", around[1]]
    )

    assert ids(found) == [100, None, 101, 102]
    assert [(match.how, match.parts_of) for match in found.matches[1:3]] == [
        (How.SPLIT, (101,)),
        (How.SPLIT, (101,)),
    ]


def test_a_paragraph_split_in_many_equal_parts() -> None:
    parts = paper(6, 5, 12)
    around = paper(7, 2)

    found = aligned([around[0], " ".join(parts), around[1]], [around[0], *parts, around[1]])

    assert Counter(ids(found))[101] == 1
    assert all(match.how is How.SPLIT for match in found.matches[1:-1])


def test_merged_paragraphs_live_on_as_the_larger_one() -> None:
    around, (small, large) = paper(8, 2), (paper(9, 1, 10)[0], paper(10, 1, 30)[0])

    found = aligned(
        [around[0], small, large, around[1]], [around[0], f"{small} {large}", around[1]]
    )

    assert ids(found) == [100, 102, 103]
    assert (found.matches[1].how, found.matches[1].parts_of) == (How.MERGED, (101,))
    assert [(one.id, one.into) for one in found.gone] == [(101, 1)]


def test_a_moved_block_is_moved_and_all_else_is_steady() -> None:
    texts = paper(11, 12)
    new = [*texts[:2], *texts[5:], *texts[2:5]]

    found = aligned(texts, new)

    assert ids(found) == [100, 101, *range(105, 112), 102, 103, 104]
    assert [match.is_moved for match in found.matches] == [False] * 9 + [True] * 3


def test_a_paragraph_that_was_changed_and_moved_is_followed() -> None:
    texts, rng = paper(12, 12), random.Random(12)
    moved = edited(texts[3], rng, 0.15)

    found = aligned(texts, [*texts[:3], *texts[4:], moved])

    assert (found.matches[-1].id, found.matches[-1].how) == (103, How.CHANGED)
    assert found.matches[-1].is_moved


def test_a_short_heading_that_changed_between_two_that_did_not() -> None:
    texts = paper(13, 3)

    found = aligned([texts[0], "Phần I", texts[1]], [texts[0], "Phần II", texts[1]])

    assert ids(found) == [100, 101, 102]


def test_a_cell_is_paired_with_a_cell_before_a_paragraph_of_the_same_words() -> None:
    old = [Known(1, "Hoàn thành", "body"), Known(2, "Hoàn thành", "cell")]
    new = [Fresh("x"), Fresh("Hoàn thành", "cell")]

    assert [match.id for match in align(old, new).matches] == [None, 2]


def test_rows_of_like_cells_that_each_change_a_little() -> None:
    old = [f"Tổ {at} hoàn thành trong quý III năm nay" for at in range(30)]
    new = [text.replace("III", "IV") for text in old]

    assert ids(aligned(old, new)) == list(range(100, 130))


TEXTS = st.lists(
    st.sampled_from(["", "một", "hai ba", "một hai ba bốn năm", "sáu bảy tám chín mười", "x y"])
    | st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join),
    max_size=14,
)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_every_old_id_is_in_one_match_or_gone(old: list[str], new: list[str]) -> None:
    found = aligned(old, new)

    kept = [key for key in ids(found) if key is not None]
    gone = [one.id for one in found.gone]
    assert len(found.matches) == len(new)
    assert sorted(kept + gone) == list(range(100, 100 + len(old)))
    assert all(one.into is None or found.matches[one.into].id is not None for one in found.gone)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_of_equal_texts_as_many_keep_their_ids_as_both_sides_have(
    old: list[str], new: list[str]
) -> None:
    found = aligned(old, new)

    same = Counter(
        text for match, text in zip(found.matches, new, strict=True) if match.how is How.SAME
    )
    assert same == Counter(old) & Counter(new)
    assert all(
        match.id is None or old[match.id - 100] == text or match.how is not How.SAME
        for match, text in zip(found.matches, new, strict=True)
    )


@given(st.permutations(paper(20, 9)))
@settings(deadline=None)
def test_no_order_loses_a_paragraph(order: list[str]) -> None:
    texts = paper(20, 9)

    found = aligned(texts, order)

    assert ids(found) == [100 + texts.index(text) for text in order]


def edited_paper(seed: int) -> tuple[list[str], list[str], list[int | None]]:
    """A paper, what became of it, and which paragraph each of the new ones was."""
    rng, texts = random.Random(-1 - seed), paper(seed, 40)
    new: list[str] = []
    truth: list[int | None] = []
    for at, text in enumerate(texts):
        chance = rng.random()
        if chance < 0.1:
            continue
        if chance < 0.2:
            new.append(sentence(rng))
            truth.append(None)
        new.append(edited(text, rng, 0.2) if chance < 0.5 else text)
        truth.append(100 + at)
    return texts, new, truth


def test_random_edits_of_a_paper_are_followed() -> None:
    """Some words of some paragraphs, some paragraphs in, some out: truth against answer.

    Over many papers: in a single one, a heavily edited paragraph may rightly count as new.
    """
    right = total = 0
    for seed in range(100):
        texts, new, truth = edited_paper(seed)
        found = ids(aligned(texts, new))
        right += sum(a == b for a, b in zip(found, truth, strict=True))
        total += len(truth)

    assert right >= 0.98 * total


def test_ids_that_are_not_unique_are_nonsense() -> None:
    with pytest.raises(ValueError, match="unique"):
        align([Known(1, "a"), Known(1, "b")], [])


def test_more_than_is_compared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligning, "MOST_PARAGRAPHS", 3)
    monkeypatch.setattr(aligning, "MOST_CHARACTERS", 10)

    for new, data in (
        (["a"] * 4, {"what": "paragraphs", "found": 4, "limit": 3}),
        (["a" * 11], {"what": "characters", "found": 11, "limit": 10}),
    ):
        with pytest.raises(TooLarge) as refused:
            aligned([], new)
        assert refused.value.data == data


@pytest.mark.parametrize("kind", ["edited", "nothing in common", "one word", "reversed"])
def test_sixty_pages_take_no_time_worth_speaking_of(kind: str) -> None:
    """The limit here is generous for a busy machine; benchmarks/papers tells the time."""
    rng, old = random.Random(5), paper(5, 1200)
    new = {
        "edited": [edited(text, rng, 0.1) if at % 3 else text for at, text in enumerate(old)],
        "nothing in common": [" ".join(word[::-1] for word in text.split()) for text in old],
        "one word": ["và " * 40] * 1200,
        "reversed": old[::-1],
    }[kind]

    began = time.process_time()
    found = aligned(old, new)

    assert time.process_time() - began < 10
    if kind == "edited":
        assert ids(found) == list(range(100, 1300))
