"""Issuing and revoking device tokens: by whom, for which post, how many, and their page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty, make_phones, make_tokens

from muster.api import errors
from muster.api.models import Token
from muster.api.queries.tokens import digest, rules_of
from muster.api.services import TokenDraft, issue_token, revoke_token
from muster.control.models import Line
from muster.duty.models import Post, Shift
from muster.ledger.models import Entry
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
Scope = Token.Scope


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_token_is_bound_to_the_shifts_of_its_post_and_kept_as_a_digest() -> None:
    one = make_tokens.program()
    rules = rules_of(one.field.day.event)
    shifts = Shift.objects.filter(post=one.token.post, withdrawn_at=None)

    first = min(shift.starts_at for shift in shifts)
    last = max(shift.ends_at for shift in shifts)
    assert one.token.starts_at == first - timedelta(minutes=rules.before_min)
    assert one.token.ends_at == last + timedelta(minutes=rules.after_min)
    assert one.token.unit == one.field.day.event.season_unit.unit
    assert one.token.token_sha256 == digest(one.secret)
    entry = Entry.objects.get(kind="api.token_issued")
    assert entry.subject == f"token:{one.token.pk}"
    assert one.secret not in entry.text
    assert one.token.token_sha256 not in entry.text


def test_nobody_gives_out_what_they_may_not_do_there() -> None:
    field = make_phones.field()
    planner = make_duty.account(Role.PLANNER, on=field.day.world.root)
    looker = make_duty.account(Role.HEAD, on=field.day.world.root)

    make_tokens.issue(field, planner)
    with pytest.raises(errors.ScopeNotYours):
        make_tokens.issue(field, looker, scopes=(Scope.REPORT,))
    with pytest.raises(errors.ScopesMissing):
        make_tokens.issue(field, planner, scopes=(), name="khác")


def test_a_unit_has_so_many_tokens_and_a_revoked_one_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = make_tokens.program()
    rules = rules_of(one.field.day.event).model_copy(update={"most_per_unit": 2})
    monkeypatch.setattr("muster.api.services.rules_of", lambda _event: rules)
    make_tokens.issue(one.field, one.issuer, name="hai")

    with pytest.raises(errors.TooManyTokens):
        make_tokens.issue(one.field, one.issuer, name="ba")
    revoke_token(one.issuer, token=one.token, now=make.NOW)
    make_tokens.issue(one.field, one.issuer, name="ba")

    with pytest.raises(errors.TokenEnded):
        revoke_token(one.issuer, token=one.token, now=make.NOW)


def test_two_tokens_of_an_event_have_two_names_and_a_duty_that_is_over_gets_none() -> None:
    one = make_tokens.program(name="Máy 1")
    post = Post.objects.get(pk=one.token.post)
    draft = TokenDraft(post=post, name="Máy 1", scopes=tuple(Scope))

    with pytest.raises(errors.TokenNameTaken):
        issue_token(one.issuer, event=one.field.day.event, draft=draft, now=make.NOW)
    with pytest.raises(errors.DutyOver):
        issue_token(one.issuer, event=one.field.day.event, draft=draft, now=one.token.ends_at)
    Shift.objects.filter(post=post).update(withdrawn_at=make.NOW)
    with pytest.raises(errors.PostNotManned):
        issue_token(one.issuer, event=one.field.day.event, draft=draft, now=make.NOW)


def test_the_page_shows_a_token_once_and_revokes_it() -> None:
    field = make_phones.field()
    account = make_duty.account(Role.COMMANDER, on=field.day.world.root)
    client, page = client_of(account), reverse("tokens:tokens", args=[field.day.event.pk])
    given = {"post": field.phones[0].shift.post_id, "name": "Máy bàn", "scopes": ["report"]}

    unknown = client.post(f"{page}issue", {**given, "scopes": ["everything"]})
    assert not Token.objects.exists()
    shown = client.post(f"{page}issue", given)
    token = Token.objects.get()
    secret = next(word for word in shown.content.decode().split(">") if word.startswith("muster_"))
    secret = secret.partition("<")[0]
    after = client.get(page)

    assert unknown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    assert digest(secret) == token.token_sha256
    assert "Máy bàn" in after.content.decode()
    assert secret not in after.content.decode()
    assert client.post(reverse("tokens:revoke", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at == make.NOW


def test_another_unit_and_who_may_not_see_nothing_of_it() -> None:
    one = make_tokens.program()
    page = reverse("tokens:tokens", args=[one.field.day.event.pk])
    revoke = reverse("tokens:revoke", args=[one.token.pk])
    commune = next(
        unit
        for unit in one.field.day.world.season.units.all()
        if unit.pk != one.field.day.event.season_unit_id and unit.last == unit.first
    )
    foreign = client_of(make_duty.account(Role.COMMANDER, on=commune))
    officer = client_of(one.field.phones[0].account)

    assert foreign.get(page).status_code == foreign.post(revoke).status_code == 404
    assert officer.get(page).status_code == officer.post(revoke).status_code == 403
    one.token.refresh_from_db()
    assert one.token.revoked_at is None


def test_a_token_writes_into_the_room_of_its_own_event_alone() -> None:
    one = make_tokens.program()
    Token.objects.filter(pk=one.token.pk).update(post=2**40)

    answer = one.post("reports", text="x")
    gone = one.get("duty")

    assert answer.json()["code"] == "control.room_not_open"
    assert gone.json()["code"] == "api.post_gone"
    assert not Line.objects.filter(text="x").exists()
