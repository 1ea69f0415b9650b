from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests import make_tree as make
from tests.make_tree import NOW, TESTER

from muster.ledger.models import Entry
from muster.tree import clock, errors, services
from muster.tree.models import Account, Grant
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def test_an_account_begins_with_a_password_that_works_once() -> None:
    made = services.create_account(TESTER, username="eve", now=NOW)

    account = Account.objects.get(username="eve")
    assert account.check_password(made.password)
    assert account.must_change_password
    assert not account.is_staff


def test_no_password_is_ever_recorded() -> None:
    made = services.create_account(TESTER, username="eve", now=NOW)
    again = services.reset_password(TESTER, account_id=made.account.pk, now=NOW)

    said = " ".join(Entry.objects.values_list("text", flat=True))
    assert made.password not in said
    assert again.password not in said
    assert made.password != again.password


def test_account_names_and_persons_are_taken_once() -> None:
    ada = make.person("Ada", unit=make.unit())
    services.create_account(TESTER, username="eve", person=ada, now=NOW)

    with pytest.raises(errors.UsernameTaken):
        services.create_account(TESTER, username=" eve ", now=NOW)
    with pytest.raises(errors.PersonHasAccount, match=r"Ada.*eve"):
        services.create_account(TESTER, username="eva", person=ada, now=NOW)


def test_a_disabled_account_is_out_at_once() -> None:
    eve, other = make.account(), make.account()
    clients = [Client(), Client()]
    clients[0].force_login(eve)
    clients[1].force_login(other)

    services.disable_account(TESTER, account_id=eve.pk, now=clock.now())

    assert "_auth_user_id" not in Client(cookies=clients[0].cookies).session
    assert not clients[0].session.exists(clients[0].session.session_key or "")
    assert clients[1].session["_auth_user_id"] == str(other.pk)


def test_a_new_password_ends_the_sessions_too() -> None:
    eve = make.account()
    client = Client()
    client.force_login(eve)

    services.reset_password(TESTER, account_id=eve.pk, now=clock.now())

    assert "_auth_user_id" not in client.session


def test_an_account_is_disabled_and_enabled_once() -> None:
    eve = make.account()
    with pytest.raises(errors.NothingChanges):
        services.enable_account(TESTER, account_id=eve.pk, now=NOW)
    services.disable_account(TESTER, account_id=eve.pk, now=NOW)
    with pytest.raises(errors.NothingChanges):
        services.disable_account(TESTER, account_id=eve.pk, now=NOW)

    assert services.enable_account(TESTER, account_id=eve.pk, now=NOW).is_active


def test_the_same_grant_is_given_once_at_a_time() -> None:
    town = make.unit("Town")
    eve = make.account()
    today = clock.today()
    make.grant(eve, Role.CLERK, town, until=today)

    with pytest.raises(errors.GrantTwice, match="Town"):
        make.grant(eve, Role.CLERK, town, since=today)
    later = make.grant(eve, Role.CLERK, town, since=today + timedelta(days=1))

    assert later.until is None


def test_a_grant_is_revoked_once_and_recorded_with_its_reason() -> None:
    eve = make.account((Role.CLERK, make.unit()))
    grant = Grant.objects.get(account=eve)

    services.revoke(TESTER, grant_id=grant.pk, reason="moved on", now=NOW)

    entry = Entry.objects.get(kind="grant.revoked")
    assert (entry.subject, entry.body["why"]) == (f"grant:{grant.pk}", "moved on")
    with pytest.raises(errors.GrantEnded):
        services.revoke(TESTER, grant_id=grant.pk, reason="again", now=NOW)


def test_administrators_alone_open_the_read_only_admin() -> None:
    town = make.unit()
    eve, boss = make.account((Role.CLERK, town)), make.account((Role.ADMINISTRATOR, town))
    make.account((Role.ADMINISTRATOR, town))
    boss.refresh_from_db()
    assert (eve.is_staff, boss.is_staff) == (False, True)

    grant = Grant.objects.get(account=boss)
    services.revoke(TESTER, grant_id=grant.pk, reason="", now=NOW)

    boss.refresh_from_db()
    assert not boss.is_staff


def test_the_last_lasting_administrator_stays() -> None:
    town = make.unit()
    boss = make.account((Role.ADMINISTRATOR, town), username="boss")
    for_a_while = make.account()
    make.grant(for_a_while, Role.ADMINISTRATOR, town, until=clock.today())
    grant = Grant.objects.get(account=boss)

    with pytest.raises(errors.LastAdministrator, match="boss"):
        services.revoke(TESTER, grant_id=grant.pk, reason="", now=NOW)
    with pytest.raises(errors.LastAdministrator):
        services.disable_account(TESTER, account_id=boss.pk, now=NOW)

    make.account((Role.ADMINISTRATOR, town))
    assert services.revoke(TESTER, grant_id=grant.pk, reason="", now=NOW).revoked_at == NOW


def test_a_grant_holds_for_one_day_at_least() -> None:
    eve, town = make.account(), make.unit()
    day = date(2030, 1, 2)

    with pytest.raises(errors.GrantEndsEarly):
        make.grant(eve, Role.CLERK, town, since=day, until=date(2030, 1, 1))
    assert make.grant(eve, Role.CLERK, town, since=day, until=day).until == day

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.update(until=date(2030, 1, 1))
