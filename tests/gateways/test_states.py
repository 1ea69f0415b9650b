"""The page of the gateways: which run, what they refused, who was heard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests import make_control as make
from tests.control.test_pages import client_of
from tests.gateways.make_store import emptied

from muster.gateways import services
from muster.gateways.cap import counting as of_warnings
from muster.gateways.cot import counting as of_relay
from muster.gateways.gps import counting as of_positions
from muster.gateways.gps.fix import Fix
from muster.gateways.gps.store import ALIVE, NOBODY, Store
from muster.gateways.queries.state import gateway_states
from muster.gateways.services import DeviceDraft
from muster.gateways.web.words import GATEWAYS
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Iterator[Store]:
    settings.MUSTER_DATA = tmp_path
    settings.MUSTER_NOW = NOW
    found = emptied()
    yield found
    found.close()


def page_of(day: make.Day, role: Role = Role.DISPATCHER) -> str:
    return client_of(day, role).get(reverse("gateways:states")).content.decode()


def test_a_gateway_runs_while_it_says_so(kept: Store) -> None:
    kept.tell("cot", {(NOBODY, ALIVE): 1}, now=NOW - timedelta(seconds=119))
    kept.tell("gps", {(NOBODY, ALIVE): 1}, now=NOW - timedelta(seconds=120))

    states = {one.key: one for one in gateway_states(list(GATEWAYS), now=NOW)}

    assert {key: one.is_running for key, one in states.items()} == {
        "cot": True,
        "gps": False,
        "cap": False,
        "out": False,
    }
    assert states["cap"].alive_at is None
    assert all(one.totals == [] for one in states.values())


def test_counts_of_devices_and_of_nobody_stand_together_by_group(kept: Store) -> None:
    day = make.day()
    early = NOW - timedelta(hours=1)
    kept.tell("cot", {(7, "malformed"): 2, (NOBODY, "malformed"): 3}, now=NOW)
    kept.tell("cot", {(7, "dropped"): 4, (NOBODY, "received"): 90}, now=early)
    kept.tell("gps", {(NOBODY, "unknown_device"): 6}, now=early)

    page = page_of(day)

    order = [page.index(f">{number}<") for number in (5, 4, 90, 6)]
    assert order == sorted(order)
    assert page.count("<h3>") == 4
    assert str(of_relay.said("dropped")) in page


def test_every_counted_word_has_its_text() -> None:
    for counting in (of_relay, of_positions):
        assert set(counting.WORDS) >= counting.DONE | counting.STRAINED
        assert all(counting.said(str(word)) != str(word) for word in counting.WORDS)
    assert set(of_warnings.WORDS) >= of_warnings.DONE


def test_devices_of_these_hours_stand_with_when_they_were_heard(kept: Store) -> None:
    day = make.day()
    pks = {}
    for name in ("Im lặng", "Vừa báo", "Lâu rồi"):
        device, _secret = services.enrol_device(
            make.TAM, event=day.event, draft=DeviceDraft(name=name), now=NOW - timedelta(hours=4)
        )
        pks[name] = device.pk
    for name, minutes in (("Vừa báo", 1), ("Lâu rồi", 11)):
        at = NOW - timedelta(minutes=minutes)
        kept.add([(pks[name], day.event.pk, at, Fix(name="", at=at, lat=10.3, lon=106.3))])
    kept.tell("cot", {(pks["Im lặng"], "flooded"): 3}, now=NOW)

    page = page_of(day)

    order = [page.index(name) for name in ("Im lặng", "Lâu rồi", "Vừa báo")]
    assert order == sorted(order)
    assert str(of_relay.said("flooded")) in page[order[0] : order[1]]


def test_only_who_may_see_positions_sees_the_page_and_only_own_devices(kept: Store) -> None:
    day = make.day()
    services.enrol_device(
        make.TAM, event=day.event, draft=DeviceDraft(name="Tổ 1"), now=NOW - timedelta(hours=4)
    )
    auditor = client_of(day, Role.AUDITOR)

    assert auditor.get(reverse("gateways:states")).status_code == 403
    assert "Tổ 1" in page_of(day)


def test_the_page_takes_as_many_queries_for_many_devices_as_for_few(
    kept: Store, django_assert_max_num_queries: Any
) -> None:
    day = make.day()
    for number in range(7):
        services.enrol_device(
            make.TAM,
            event=day.event,
            draft=DeviceDraft(name=f"Tổ {number}"),
            now=NOW - timedelta(hours=4),
        )
    client = client_of(day, Role.DISPATCHER)

    with django_assert_max_num_queries(12):
        assert client.get(reverse("gateways:states")).status_code == 200


def test_the_page_of_an_event_counts_only_what_was_refused_or_too_much(kept: Store) -> None:
    day = make.day()
    kept.tell("cot", {(NOBODY, "received"): 71, (NOBODY, "malformed"): 72}, now=NOW)
    address = reverse("gateways:devices", args=[day.event.pk])

    page = client_of(day, Role.DISPATCHER).get(address).content.decode()

    assert "<b>72</b>" in page
    assert "<b>71</b>" not in page
    assert reverse("gateways:states") in page
