"""What-if: tried on a roster, shown before anything changes, then a draft that says so."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from tests import make_duty as make
from tests.duty.test_reasons import gate
from tests.duty.test_rosters import Quiet, solved
from tests.duty.test_search import planner

from muster.duty import errors, services
from muster.duty.bridge.problem import problem_of
from muster.duty.bridge.trying import easings_of
from muster.duty.bridge.wishes import Wish, changes_of
from muster.duty.models import Assignment, Roster, Trial
from muster.duty.queries.changing import change_texts, to_do_elsewhere
from muster.duty.services.trying import run_trial

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> object:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]
    with translation.override("vi"):
        yield


def short_of_one(world: make.World) -> Roster:
    """A roster with one open place, which the western branch could lend an officer to."""
    make.officers(world, names=make.NAMES[:1], branch=world.west)
    shift = gate(world)
    shift.own_units = [world.east.unit_id]
    shift.save()
    return solved(make.draft(world))


def test_a_loan_fills_the_place_and_the_draft_says_who_lent() -> None:
    world = make.world()
    roster = short_of_one(world)
    place = roster.open_places.get()
    changes = changes_of(roster, Wish(ways=[(place.pk, 0)]))
    trial, _job = services.start_trial(
        make.ACTOR, roster=roster, changes=changes, seconds=2, now=make.NOW
    )

    run_trial(trial_id=trial.pk, handle=Quiet(), now=make.NOW)

    trial.refresh_from_db()
    assert (trial.result["before"]["open_posts"], trial.result["after"]["open_posts"]) == (1, 0)
    assert not Assignment.objects.filter(roster=roster).exists()
    client = planner(world)
    said = client.get(reverse("duty:trial", args=[trial.pk])).content.decode()
    assert "Ca chưa bố trí 1 → 0" in said
    assert "1 người phải đổi ca" in said

    client.post(reverse("duty:apply_trial", args=[trial.pk]))

    trial.refresh_from_db()
    draft = trial.became
    assert draft is not None
    assert draft.shifts_open == 0
    assert problem_of(draft).posts[0].units is not None
    assert str(world.west.unit_id) in (problem_of(draft).posts[0].units or ())
    page = client.get(reverse("duty:roster", args=[draft.pk])).content.decode()
    assert "dựa trên nới lỏng quy định" in page
    make.published(draft)


def test_a_trial_is_not_saved_twice_over_a_changed_roster() -> None:
    world = make.world()
    roster = short_of_one(world)
    trial = Trial.objects.create(
        roster=roster,
        version=roster.version,
        changes=[],
        seconds=1,
        made_at=make.NOW,
        made_by="x",
    )
    with pytest.raises(errors.TrialUnfinished):
        services.apply_trial(make.ACTOR, trial=trial, now=make.NOW)
    trial.done_at = make.NOW
    Roster.objects.filter(pk=roster.pk).update(version=roster.version + 1)
    trial.roster.refresh_from_db()

    with pytest.raises(errors.TrialStale):
        services.apply_trial(make.ACTOR, trial=trial, now=make.NOW)


def test_nothing_chosen_is_refused_on_the_form() -> None:
    world = make.world()
    roster = short_of_one(world)
    client, url = planner(world), reverse("duty:what_if", args=[roster.pk])

    answer = client.post(url, {})

    assert answer.status_code == 422
    assert "ít nhất một thay đổi" in answer.content.decode()
    assert "Tây cho mượn Lộc" in client.get(url).content.decode()
    assert not Trial.objects.exists()


def test_every_wish_becomes_a_change_and_a_sentence() -> None:
    world = make.world()
    roster = short_of_one(world)
    shift = roster.open_places.get().shift
    wish = Wish(
        rule="min_rest_min",
        value=6.5,
        lender=world.west.unit_id,
        borrower=world.east.unit_id,
        people=2,
        people_skill="traffic",
        vehicles=1,
        vehicle_kind="fire_engine",
        drop=shift.pk,
        add=shift.pk,
        shift=shift.pk,
        heads=3,
    )

    changes: list[dict[str, Any]] = changes_of(roster, wish)

    kinds = ["set_rule", "open_all", "add_people", "add_people", "drop_post"]
    kinds += ["add_post", "ask_less"]
    assert [one["change"] for one in changes] == kinds
    assert changes[0]["value"] == 390
    texts = change_texts(roster, changes)
    assert "nghỉ tối thiểu giữa hai lượt trực: 6,5 giờ" in texts[0]
    assert texts[1] == "Tây cho Đông mượn cán bộ"
    assert texts[2].startswith("thêm 2 người")
    assert texts[5].startswith("thêm một chốt như ")
    assert "Cổng chính" in texts[5]
    assert "3 người" in texts[6]
    assert len(to_do_elsewhere(roster, changes)) == 5
    assert [one["change"] for one in easings_of(changes)] == ["set_rule", "open_all"]


def test_an_easing_about_somebody_gone_does_no_harm() -> None:
    world = make.world()
    roster = short_of_one(world)
    roster.easings = [
        {"change": "set_rule", "rule": "min_rest_min", "value": 60, "person": "o999999"},
        {"change": "set_rule", "rule": "max_week_min", "value": 60},
    ]
    roster.save()

    assert problem_of(roster).rules.max_week_min == 60
