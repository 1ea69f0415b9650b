"""Risks: shown with every plan that they concern, until somebody says what was done."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests import make_duty as make

from muster.duty import services
from muster.duty.errors import RiskEmpty, RiskSettled
from muster.duty.models import Risk
from muster.duty.queries.risks import risks_at
from muster.tree.scope import scope
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def noted(world: make.World, text: str = "Cổng B hẹp", **more: Any) -> Risk:
    return services.note_risk(world.commune, actor=make.ACTOR, now=make.NOW, text=text, **more)


def test_a_risk_is_shown_until_it_is_settled_with_a_word_on_how() -> None:
    world = make.world()
    event = make.event(world)
    risk = noted(world, venue=event.venue)
    assert list(risks_at(event)) == [risk]

    with pytest.raises(RiskEmpty):
        services.settle_risk(risk, actor=make.ACTOR, now=make.NOW, how=" ")
    services.settle_risk(risk, actor=make.ACTOR, now=make.NOW, how="Mở thêm cổng C")

    assert list(risks_at(event)) == []
    with pytest.raises(RiskSettled):
        services.settle_risk(risk, actor=make.ACTOR, now=make.NOW, how="lần nữa")


def test_a_risk_says_something_and_its_end_too() -> None:
    world = make.world()
    with pytest.raises(RiskEmpty):
        noted(world, "  ")
    risk = noted(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(settled_at=make.NOW)


def test_who_may_not_see_the_plans_sees_no_risks() -> None:
    world = make.world()
    event = make.event(world)
    mine, at_venue = noted(world), noted(world, "Đường ngập", venue=event.venue)
    planner = make.account(Role.PLANNER, on=world.root)
    stranger = make.account(Role.OFFICER, on=world.root)

    assert set(scope(planner, Risk)) == {mine, at_venue}
    assert set(scope(stranger, Risk)) == set()


def test_the_planner_notes_and_settles_on_the_page_of_the_plan(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW + timedelta(hours=1)
    world = make.world()
    event = make.event(world)
    plan = make.plan(event)
    planner, reader = Client(), Client()
    planner.force_login(make.account(Role.PLANNER, on=world.root), backend=BACKEND)
    reader.force_login(make.account(Role.HEAD, on=world.root), backend=BACKEND)
    page, act = reverse("duty:plan", args=[plan.pk]), reverse("duty:note_risk", args=[plan.pk])

    assert reader.post(act, {"text": "x"}).status_code == 403
    planner.post(act, {"text": "Mái che yếu khi gió lớn", "of": "venue"})
    shown = reader.get(page).content.decode()
    risk = Risk.objects.get()
    planner.post(reverse("duty:settle_risk", args=[plan.pk, risk.pk]), {"how": "Đã chằng lại mái"})

    assert risk.venue == event.venue
    assert "Mái che yếu khi gió lớn" in shown
    assert "Mái che yếu khi gió lớn" not in reader.get(page).content.decode()
