"""Groups about a head, what a person is warned of, and the words that are marked."""

import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.merging import make

from muster.engines.merging import Doubt, Group, How, fold, marked
from muster.engines.merging.suggesting import groups, likeness

TURNING = ("không", "chưa")


def places(group: Group) -> list[int]:
    return [group.head, *(member.place for member in group.members)]


@given(seed=st.integers(0, 10**6), most=st.integers(2, 30))
@settings(deadline=None, max_examples=12)
def test_each_text_is_in_one_group_and_alike_to_its_head(seed: int, most: int) -> None:
    texts = make.remarks(seed, 50)

    found = groups(texts, most=most)

    assert all(2 <= len(group) <= most for group in found)
    assert [len(group) for group in found] == sorted(map(len, found), reverse=True)
    assert set(Counter(at for group in found for at in places(group)).values()) <= {1}
    for group in found:
        for member in group.members:
            assert member.likeness == likeness(texts[member.place], texts[group.head]) >= 80
        likest = [member.likeness for member in group.members]
        assert likest == sorted(likest, reverse=True)


@given(seed=st.integers(0, 10**6))
@settings(deadline=None, max_examples=8)
def test_the_same_texts_give_the_same_groups(seed: int) -> None:
    texts = make.remarks(seed, 40)

    assert groups(texts) == groups(list(texts))


def test_what_a_member_is_to_the_head() -> None:
    head = "Đề nghị nâng chỉ tiêu nước sạch lên cao hơn"
    texts = [
        head,
        "de nghi nang chi tieu nuoc sach len cao hon!",
        f"{head} vào năm tới",
        "Đề nghị nâng chỉ tiêu nước sạch lên",
        "Đề nghị nâng chỉ tiêu nước sạch lên thật cao",
    ]

    (group,) = groups(texts)

    assert group.head == 0
    assert {member.place: member.how for member in group.members} == {
        1: How.SAME,
        2: How.MORE,
        3: How.LESS,
        4: How.REWORDED,
    }
    assert not any(member.doubts for member in group.members)


def test_other_numbers_and_a_no_are_doubts() -> None:
    texts = [
        "Đồng ý nâng chỉ tiêu thu ngân sách lên 8% mỗi năm",
        "Đồng ý nâng chỉ tiêu thu ngân sách lên 10% mỗi năm",
        "Không đồng ý nâng chỉ tiêu thu ngân sách lên 8% mỗi năm",
        "Đồng ý nâng chỉ tiêu thu ngân sách lên 8% mỗi năm, từ 2027",
    ]

    (group,) = groups(texts, turning=TURNING)

    doubts = {member.place: member.doubts for member in group.members}
    assert group.head == 0
    assert doubts == {1: (Doubt.NUMBERS,), 2: (Doubt.TURNED,), 3: ()}


def test_a_few_words_do_not_gather_all_long_texts_that_hold_them() -> None:
    one, other = "Nhất trí.", "Nhất trí với dự thảo, " + "bổ sung số liệu về rừng và biển " * 2
    third = "Nhất trí, riêng mục này đề nghị viết lại hoàn toàn cho gọn và rõ ý hơn"
    assert likeness(one, other) == likeness(one, third) == 100

    assert groups([one, other, third]) == []
    assert [places(group) for group in groups([one, other, third, one])] == [[0, 3]]


def test_no_chain_leads_from_one_text_to_a_wholly_other() -> None:
    """Ten words each, nine of them the next one's; seven in common are enough, six are not."""
    words = [f"{letter}{letter}{letter}" for letter in "abcdefghijklmnopqrstuvxyz"]
    chain = [" ".join(words[at : at + 10]) for at in range(15)]
    assert likeness(chain[0], chain[3]) > 80 > likeness(chain[0], chain[4])

    found = groups(chain)

    assert len(found) > 1
    for group in found:
        assert all(abs(at - group.head) <= 3 for at in places(group))


def test_equal_texts_beyond_a_group_make_the_next() -> None:
    assert [len(group) for group in groups(["nhất trí"] * 250)] == [100, 100, 50]
    assert groups([]) == groups(["", ""]) == groups(["nhất trí"]) == []


def test_a_group_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="two texts"):
        groups(["a", "a"], most=1)


# ---- words


def test_marked_words_are_those_that_the_other_lacks() -> None:
    runs = marked("Đề nghị nâng lên 10%, từ năm tới.", "de nghi nang len 8%")

    assert [(run.text, run.is_own) for run in runs] == [
        ("Đề nghị nâng lên ", False),
        ("10%, từ năm tới", True),
        (".", False),
    ]


@given(seed=st.integers(0, 10**6), form=st.sampled_from(["NFC", "NFD"]))
@settings(deadline=None, max_examples=40)
def test_runs_put_together_are_the_text_and_say_which_words_differ(seed: int, form: str) -> None:
    rng = make.rng(seed)
    one, other = make.remark(rng), make.remark(rng)
    text = unicodedata.normalize("NFC" if form == "NFC" else "NFD", one)

    runs = marked(text, other)

    assert "".join(run.text for run in runs) == text
    own = " ".join(run.text for run in runs if run.is_own)
    assert set(fold(own).split()) == set(fold(one).split()) - set(fold(other).split())
    assert all(a.is_own != b.is_own for a, b in pairwise(runs))


@given(text=st.text(max_size=40), beside=st.text(max_size=40))
@settings(deadline=None)
def test_any_text_is_cut_without_loss(text: str, beside: str) -> None:
    assert "".join(run.text for run in marked(text, beside)) == text
    assert not any(run.is_own for run in marked(text, text))


@given(text=st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_by_hand() -> None:
    assert fold("  Đề nghị, ĐỔI “mới”_10% ") == "de nghi doi moi 10"
    assert fold(unicodedata.normalize("NFD", "Đường Ủy ban")) == fold("ĐƯỜNG  ủy-ban")
