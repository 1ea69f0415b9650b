import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.tree.names import search_key, sort_key, tidy

SOURCE = Path(__file__).parents[2] / "src" / "muster" / "tree"
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["a", "à", "ả", "ã", "á", "ạ"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Chốt cổng", "chot cong"),
        ("ĐẢNG BỘ  xã Tân Phú", "dang bo xa tan phu"),
        ("Trường THPT Nguyễn Huệ – cơ sở 2", "truong thpt nguyen hue – co so 2"),
        ("", ""),
    ],
)
def test_search_finds_words_typed_without_marks(text: str, key: str) -> None:
    assert search_key(text) == key


def test_letters_sort_in_dictionary_order() -> None:
    keys = [sort_key(letter) for letter in ALPHABET]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(ALPHABET)


def test_tones_sort_none_falling_asking_tumbling_rising_heavy() -> None:
    keys = [sort_key(f"h{vowel}") for vowel in TONES]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(TONES)


def test_letters_weigh_more_than_tones() -> None:
    assert sort_key("hạ") < sort_key("hai")
    assert sort_key("hạ") < sort_key("hă")


def test_persons_sort_by_given_then_family_then_middle_name() -> None:
    names = ["Lê Văn Anh", "Nguyễn An Anh", "Nguyễn Thị Anh", "Ân Bá Ánh", "Trần Văn Ân", "Ái Bình"]

    assert sorted(set(names), key=sort_key) == names


def test_units_sort_by_first_word_and_numbers_by_value() -> None:
    names = ["Chi bộ 2", "Chi bộ 10", "Chi bộ thôn 1", "Đảng bộ xã An Bình", "Đảng bộ xã Ân Thi"]

    assert sorted(set(names), key=lambda name: sort_key(name, given_first=False)) == names


def test_both_ways_to_place_a_tone_mark_are_one_name() -> None:
    assert sort_key("Hoà") == sort_key("Hòa")


@given(name=st.text(max_size=80), given_first=st.booleans())
def test_keys_are_plain_and_do_not_depend_on_the_form_of_unicode(
    name: str, given_first: bool
) -> None:
    key = sort_key(name, given_first=given_first)

    assert re.fullmatch(r"[0-9a-z]{0,400}", key)
    assert key == sort_key(unicodedata.normalize("NFD", name), given_first=given_first)


@given(text=st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert tidy(tidy(text)) == tidy(text)


@given(a=st.text(alphabet=ALPHABET, min_size=1), b=st.text(alphabet=ALPHABET, min_size=1))
def test_a_word_sorts_before_its_continuation(a: str, b: str) -> None:
    assert sort_key(a) < sort_key(a + b)


def test_the_alphabet_is_data_not_code() -> None:
    letters = set("ăâđêôơưĂÂĐÊÔƠƯ") | set("ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")

    guilty = [path.name for path in SOURCE.rglob("*.py") if letters & set(path.read_text("utf-8"))]

    assert guilty == []
