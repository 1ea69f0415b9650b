"""The pages of approvals, as people click through them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import make_duty as duty
from tests import make_season as make
from tests.office.pages import signed_in
from tests.office.test_approvals import WHEN, Stage, stage  # noqa: F401  # a fixture

from muster.office import services
from muster.office.models import Approval, ApprovalState, SigningGrant
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings: object) -> None:
    settings.MUSTER_NOW = WHEN  # type: ignore[attr-defined]  # pytest-django's settings


def planner() -> Account:
    return Account.objects.get(person__name="Lê Thu")


def test_from_the_plan_to_the_desk_to_the_signature(stage: Stage) -> None:  # noqa: F811
    clerk, head = signed_in(planner()), signed_in(stage.head)
    url = reverse("duty:plan", args=[stage.plan.pk])
    assert "Draft: not signed" in clerk.get(url).content.decode()

    clerk.post(reverse("office:submit-approval", args=[stage.subject]))

    row = Approval.objects.get()
    page = reverse("office:approval", args=[row.pk])
    assert page in head.get(reverse("desk")).content.decode()
    shown = head.get(page).content.decode()
    assert "Sign: Nguyễn Trọng Nghĩa" in shown
    assert head.post(reverse("office:sign", args=[row.pk]), identity(shown)).status_code == 302
    row.refresh_from_db()
    assert row.state == ApprovalState.APPROVED
    assert "Signed, not issued yet" in clerk.get(url).content.decode()


def identity(page: str) -> dict[str, str]:
    """The identity that the page gave its first form."""
    after = page.partition('name="sign-client_uuid" value="')[2]
    return {"sign-client_uuid": after.partition('"')[0]}


def test_a_clerk_enters_what_was_signed_on_paper_with_its_scan(
    stage: Stage,  # noqa: F811
) -> None:
    row = stage.submitted()
    client = signed_in(planner())
    page = client.get(reverse("office:approval", args=[row.pk])).content.decode()

    client.post(
        reverse("office:sign", args=[row.pk]),
        {
            **identity(page),
            "sign-signer": f"person:{stage.head.person_id}",
            "sign-signed_on": "2030-08-15",
            "sign-paper_symbol": "15-PA/BTC",
            "sign-scan": SimpleUploadedFile("ky.pdf", make.PDF),
        },
    )

    row.refresh_from_db()
    assert (row.signer_name, row.signed_on, row.paper_symbol) == (
        "Nguyễn Trọng Nghĩa",
        date(2030, 8, 15),
        "15-PA/BTC",
    )
    assert row.signature_entered_by == "Lê Thu"
    scan = client.get(reverse("office:approval-scan", args=[row.files.get().pk]))
    assert scan.getvalue() == make.PDF
    scan.close()


def test_nobody_without_the_right_enters_anothers_signature(stage: Stage) -> None:  # noqa: F811
    row = stage.submitted()
    reader = signed_in(duty.account(Role.AUDITOR, on=stage.root))

    answer = reader.post(
        reverse("office:sign", args=[row.pk]),
        {"sign-signer": f"person:{stage.head.person_id}"},
    )

    assert answer.status_code in (403, 422)
    row.refresh_from_db()
    assert row.state == ApprovalState.SUBMITTED


def test_what_came_back_stands_on_the_desk(stage: Stage) -> None:  # noqa: F811
    row = stage.submitted()
    services.give_back(row, actor=stage.boss, now=WHEN, reason="Thiếu chốt cổng sau")

    desk = signed_in(planner()).get(reverse("desk")).content.decode()

    assert "Thiếu chốt cổng sau" in desk


def test_authority_is_given_and_ended_on_its_page(stage: Stage) -> None:  # noqa: F811
    head = signed_in(stage.head)
    give = reverse("office:give-signing")
    page = head.get(give).content.decode()
    uuid = page.split('name="client_uuid" value="')[1].split('"')[0]
    typed = {
        "client_uuid": uuid,
        "person": "Phan Thanh Phước",
        "for_whom": stage.head.person.number if stage.head.person else "",
        "kinds": ["plan"],
        "since": "2030-08-16",
        "until": "2030-08-20",
        "by_paper": "12-QĐ",
    }

    assert head.post(give, {**typed, "person": "Nobody"}).status_code == 422
    assert head.post(give, typed).status_code == 302

    row = SigningGrant.objects.get()
    shown = head.get(reverse("office:signing")).content.decode()
    assert "Phan Thanh Phước (Nguyễn Trọng Nghĩa)" in shown
    end = reverse("office:end-signing", args=[row.pk])
    head.post(end, {"client_uuid": "0b0e7d1c-3f62-4a5e-9b7e-0d4c7a1f2e11"})
    row.refresh_from_db()
    assert row.ended_by == "Nguyễn Trọng Nghĩa"


def test_the_list_asks_as_often_for_three_as_for_one(stage: Stage) -> None:  # noqa: F811
    client = signed_in(stage.head)
    stage.submitted()
    url = reverse("office:approvals")
    client.get(url)
    one = make.count_queries(lambda: client.get(url))

    for number in range(2):
        event = duty.event(stage.world, day=date(2030, 8, 23 + number))
        services.submit(f"plan:{duty.plan(event).pk}", actor=stage.clerk, now=WHEN)

    assert make.count_queries(lambda: client.get(url)) == one
    for choice in ("mine", "returned", "issued", "all"):
        assert client.get(url, {"kind": choice}).status_code == 200
    assert client.get(url, {"format": "xlsx"}).status_code == 200
    row = Approval.objects.first()
    assert row is not None
    assert client.get(reverse("office:approval-content", args=[row.pk])).status_code == 200
