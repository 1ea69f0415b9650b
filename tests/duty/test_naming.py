"""How persons, posts and hours are called."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from muster.duty.models import Officer, Post
from muster.duty.queries.naming import ShortNames, day_and_hours, full_name, given_name, post_name
from muster.packs import load
from muster.tree.models import Person

UNITS = {1: "Đông", 2: "Tây"}


def officer(pk: int, name: str, *, unit: int = 1) -> Officer:
    person = Person(pk=pk, number=f"n{pk}", name=name, rank="captain")
    return Officer(pk=pk, person=person, unit_id=unit)


def short(*people: Officer) -> list[str]:
    names = ShortNames(people, unit_names=UNITS)
    return [names[one.pk] for one in people]


def test_a_name_of_its_own_is_the_given_name() -> None:
    assert short(officer(1, "Nguyễn Văn Lộc"), officer(2, "Trần Thị Mận")) == ["Lộc", "Mận"]


def test_two_who_share_it_get_their_unit() -> None:
    found = short(officer(1, "Nguyễn Văn Lộc"), officer(2, "Trần Văn Lộc", unit=2))
    assert found == ["Lộc (Đông)", "Lộc (Tây)"]


def test_two_of_one_unit_get_their_full_name() -> None:
    found = short(officer(1, "Nguyễn Văn Lộc"), officer(2, "Trần Văn Lộc"))
    assert found == ["Nguyễn Văn Lộc", "Trần Văn Lộc"]


def test_namesakes_of_one_unit_get_their_number() -> None:
    found = short(officer(1, "Nguyễn Văn Lộc"), officer(2, "Nguyễn Văn Lộc"))
    assert found == ["Nguyễn Văn Lộc n1", "Nguyễn Văn Lộc n2"]


WORDS = st.sampled_from(["An", "Bình", "Lộc", "Mận"])


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from([1, 2])), min_size=1, max_size=12))
def test_no_two_short_names_are_the_same(people: list[tuple[str, str, int]]) -> None:
    rows = [
        officer(pk, f"{family} {given_}", unit=unit)
        for pk, (family, given_, unit) in enumerate(people, start=1)
    ]
    assert len(set(short(*rows))) == len(rows)


def test_rank_and_full_name() -> None:
    with translation.override("vi"):
        person = Person(name="Nguyễn Văn Lộc", rank="captain")
        assert full_name(person, pack=load("vn-party-2025")) == "Đ/u Nguyễn Văn Lộc"
        assert full_name(Person(name="Lê An"), pack=load("vn-party-2025")) == "Lê An"


def test_post_day_and_hours() -> None:
    starts_at = datetime(2030, 8, 22, 0, 0, tzinfo=UTC)  # 07:00 in the province
    with translation.override("vi"):
        said = day_and_hours(starts_at, starts_at.replace(hour=5)).replace(
            "\N{NO-BREAK SPACE}", " "
        )
    assert said == "T5 22/8, 07:00 – 12:00"
    assert post_name(Post(number=2, name="Cửa A")) == "2\N{NO-BREAK SPACE}Cửa A"


@pytest.mark.parametrize(("name", "given_"), [("Lộc", "Lộc"), ("", ""), ("Nguyễn Văn Lộc", "Lộc")])
def test_given_name(name: str, given_: str) -> None:
    assert given_name(name) == given_
