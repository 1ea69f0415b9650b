"""The queue's protocol: whatever a network does to it, nothing is lost and nothing is double."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_phones

from muster.control import services
from muster.control.models import Line, Presence
from muster.control.services import Answer, Entered
from muster.control.services.phones.entered import Act
from muster.ledger.models import Entry
from muster.packs.schema import TeamState

pytestmark = pytest.mark.django_db
# Who, what, how many minutes ago.
MADE = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from((Act.CHECK_IN, Act.CHECK_OUT, Act.REPORT)),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda one: (one[0], one[2]),
)


class Network:
    """Loses requests on the way in or their answers on the way out, and sends some again late."""

    def __init__(self, draw: Any, phone: make_phones.Phone) -> None:
        self.draw, self.phone = draw, phone
        self.late: list[Sequence[Entered]] = []
        self.answered: dict[Any, set[int | None]] = {}

    def send(self, batch: Sequence[Entered], *, minute: float) -> None:
        fault = self.draw(st.sampled_from(("none", "lost", "cut", "late", "twice")))
        if fault == "lost":
            return
        if fault == "late":
            self.late.append(batch)
            return
        answers = self.phone.send(*batch, after_min=minute)
        if fault == "cut":
            return
        self.take(answers)
        if fault == "twice":
            self.take(self.phone.send(*batch, after_min=minute))

    def settle(self, batch: Sequence[Entered], *, minute: float) -> None:
        """The network is whole again: what was late arrives, then the phone sends what it has."""
        for old in self.late:
            self.phone.send(*old, after_min=minute)
        self.take(self.phone.send(*batch, after_min=minute))

    def take(self, answers: Sequence[Answer]) -> None:
        for one in answers:
            assert one.fate == "recorded"
            self.answered.setdefault(one.uuid, set()).add(one.number)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=MADE, data=st.data())
def test_cut_doubled_and_reordered_entries_come_out_once_each(made: Any, data: Any) -> None:
    with transaction.atomic():
        field = make_phones.field(phones=3)
        every: dict[int, list[Entered]] = {0: [], 1: [], 2: []}
        for who, act, ago in made:
            every[who].append(field.phones[who].entry(act, minutes_ago=ago))
        networks = {who: Network(data.draw, field.phones[who]) for who in every}
        for attempt in range(3):
            for who, entries in every.items():
                some = data.draw(st.permutations(entries))[: data.draw(st.integers(0, 4))]
                if some:
                    networks[who].send(some, minute=attempt)
        for who, entries in every.items():
            if entries:
                networks[who].settle(data.draw(st.permutations(entries)), minute=5)

        check_lines(field, every)
        check_team(field)
        for network in networks.values():
            assert all(len(numbers) == 1 for numbers in network.answered.values())
        assert services.rebuild(is_trial=True).rows == 0
        transaction.set_rollback(True)
    connection.ensure_connection()


def check_lines(field: make_phones.Field, every: dict[int, list[Entered]]) -> None:
    """Each entry is one line under its own key, and one entry of the record."""
    sent = {entry.uuid for entries in every.values() for entry in entries}
    accounts = [phone.account.pk for phone in field.phones]
    found = list(Line.objects.filter(account__in=accounts).values_list("pk", flat=True))
    assert sorted(found) == sorted(sent)
    assert Entry.objects.filter(uuid__in=sent).count() == len(sent)


def check_team(field: make_phones.Field) -> None:
    """The team is off exactly when nobody is there, whatever order the words came in."""
    there = [
        row
        for row in Presence.objects.filter(team=field.team)
        if row.in_at and (row.out_at is None or row.in_at > row.out_at)
    ]
    assert (field.team.state == TeamState.OFF) == (not there)
