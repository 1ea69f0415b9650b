"""Documents that a congress needs, and the steps that ask for them."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import make_papers
from tests import make_season as make
from tests.office.pages import signed_in

from muster.packs import Needed, available, load
from muster.papers import queries
from muster.papers.models import Document
from muster.papers.services import documents as services
from muster.season import services as season
from muster.season.errors import DocumentsMissing, EvidenceMissing
from muster.season.models import Congress, Step, StepState
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
TODAY = make.NOW.date()


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def congress(world: make.World) -> Congress:
    return make.congress(world.communes[0])


@pytest.fixture
def desk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def asking(congress: Congress, needed: Needed) -> Step:
    """The first step of the congress whose documents are needed so far."""
    rules = load(congress.pack).procedures[congress.procedure].steps
    rows = Step.objects.filter(congress=congress).select_related("congress__season_unit")
    return next(
        row for row in rows if rules[row.key].documents and rules[row.key].documents_need is needed
    )


def wanted(step: Step) -> list[str]:
    rules = load(step.congress.pack).procedures[step.congress.procedure].steps
    needed = {kind.key for kind in queries.documents.required_kinds(step.congress)}
    return [key for key in rules[step.key].documents if key in needed]


def begun(congress: Congress, kind: str, *, text: str = "nội dung", grade: str = "") -> Document:
    made = services.begin_document(
        congress.season_unit,
        kind=kind,
        title=f"Văn kiện {kind}",
        congress=congress,
        grade=grade,
        **HERE,
    )
    if text:
        make_papers.version(made, text)
    return made


def hand_in(step: Step, **said: Any) -> Step:
    return season.submit(step, **HERE, version=step.version, **said)


def test_every_pack_has_a_step_that_needs_its_documents() -> None:
    for ref in available():
        steps = [one for p in load(ref.key).procedures.values() for one in p.steps.values()]
        assert any(one.documents_need is not Needed.SHOWN for one in steps), ref.key


def test_a_step_is_not_handed_in_before_its_documents_have_a_text(congress: Congress) -> None:
    step = asking(congress, Needed.VERSION)
    kinds = wanted(step)
    names = load(congress.pack).documents
    for kind in kinds[:-1]:
        begun(congress, kind)
    last = begun(congress, kinds[-1], text="")

    with pytest.raises(DocumentsMissing) as caught:
        hand_in(step)
    assert str(names[kinds[-1]].name) in str(caught.value)
    assert str(names[kinds[0]].name) not in str(caught.value)
    make_papers.version(last, "nội dung")

    assert hand_in(step).state == StepState.SUBMITTED


def test_documents_count_like_files_where_the_pack_says_so(congress: Congress) -> None:
    rules = load(congress.pack).procedures[congress.procedure].steps
    step = next(
        row
        for row in Step.objects.filter(congress=congress)
        if rules[row.key].documents_need is Needed.SHOWN
        and [proof.documents for proof in rules[row.key].evidence] == [True]
    )

    with pytest.raises(EvidenceMissing):
        hand_in(step)
    document = begun(congress, wanted(step)[0])

    assert hand_in(step).state == StepState.SUBMITTED
    assert document.latest == 0  # as it was begun; the row has moved on


def test_a_step_entered_from_paper_asks_for_no_document(congress: Congress) -> None:
    step = asking(congress, Needed.VERSION)

    assert hand_in(step, note="CV 12", on_behalf=True).on_behalf


def test_withdrawn_documents_are_missing_again(congress: Congress) -> None:
    step = asking(congress, Needed.VERSION)
    made = [begun(congress, kind) for kind in wanted(step)]
    row = Document.objects.get(pk=made[0].pk)
    services.withdraw(row, changes=row.changes, reason="nhầm", **HERE)

    with pytest.raises(DocumentsMissing):
        hand_in(step)


def test_the_page_says_what_is_missing_and_by_when(
    desk: Client, world: make.World, congress: Congress
) -> None:
    step = asking(congress, Needed.VERSION)
    kinds = wanted(step)
    begun(congress, kinds[0])
    begun(congress, kinds[1], grade=make_papers.limited_grade(world.top))

    def seen(role: Role, days: int = 0) -> queries.documents.RequiredPage:
        account = make.account(world.top, role)
        return queries.documents.required_page(
            account, congress, today=TODAY + timedelta(days=days)
        )

    page = seen(Role.OFFICE)
    assert (page.written, page.late) == (2, 0)
    line = next(one for one in page.lines if one.kind.key == kinds[0])
    assert (line.due_on, [one.pk for one, _name in line.steps]) == (step.due_on, [step.pk])
    late = seen(Role.OFFICE, days=(step.due_on - TODAY).days + 1)
    assert late.late >= len(kinds) - 2
    hidden = next(one for one in seen(Role.CLERK).lines if one.kind.key == kinds[1])
    assert (hidden.document, hidden.is_hidden, hidden.has_text) == (None, True, True)
    text = desk.get(reverse("papers:required", args=[congress.pk])).text
    assert f"<b>{page.missing}</b> documents are missing" in text
    assert f"?congress={congress.pk}&amp;kind={kinds[2]}" in text
    sheet = desk.get(reverse("papers:required", args=[congress.pk]), {"format": "xlsx"})
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_step_shows_its_documents_and_hides_titles_of_limited_ones(
    desk: Client, world: make.World, congress: Congress
) -> None:
    step = asking(congress, Needed.VERSION)
    kinds = wanted(step)
    secret = begun(congress, kinds[0], grade=make_papers.limited_grade(world.top))
    address = reverse("season:step", args=[step.pk])
    clerk = signed_in(make.account(world.top, Role.CLERK))

    assert reverse("papers:document", args=[secret.pk]) in desk.get(address).text
    assert secret.title in desk.get(address).text
    assert secret.title not in clerk.get(address).text
    assert f"kind={kinds[1]}" in desk.get(address).text
    assert "Each of them needs a text" in desk.get(address).text
    appraiser = signed_in(make.account(world.top, Role.APPRAISER))
    assert f"kind={kinds[1]}" not in appraiser.get(address).text


def test_pages_ask_no_more_when_more_is_there(
    desk: Client, world: make.World, congress: Congress
) -> None:
    step = asking(congress, Needed.VERSION)
    addresses = [
        reverse("papers:required", args=[congress.pk]),
        reverse("season:step", args=[step.pk]),
    ]

    def asked() -> list[int]:
        for address in addresses:
            desk.get(address)
        return [make.count_queries(partial(desk.get, address)) for address in addresses]

    begun(congress, wanted(step)[0])
    few = asked()
    for kind in wanted(step)[1:]:
        begun(congress, kind)

    assert asked() == few


def test_the_congress_page_leads_there(desk: Client, congress: Congress) -> None:
    assert (
        reverse("papers:required", args=[congress.pk])
        in desk.get(reverse("congress:one", args=[congress.pk])).text
    )


def test_another_pack_brings_its_own_documents() -> None:
    _season, branch = make.association()
    congress = make.congress(branch)
    step = asking(congress, Needed.VERSION)

    season.add_evidence(step, **HERE, name="a.pdf", content=BytesIO(make.PDF))
    with pytest.raises(DocumentsMissing):
        hand_in(step)
    for kind in wanted(step):
        begun(congress, kind)
    step.refresh_from_db()
    assert hand_in(step).state == StepState.SUBMITTED
