"""Letters from late rows: who gets one, what stands in it, how it is numbered."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from docx import Document
from tests import make_office as office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.actor import Actor
from muster.office import queries, services
from muster.office.errors import Changed
from muster.office.errors.approvals import NothingLate
from muster.office.models import Letter, Paper
from muster.office.queries.late_rows import late_by_holder
from muster.season.models import SeasonUnit
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
LATER = datetime(2030, 8, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def late() -> make.World:
    """Two communes of the east and one of the west, all with steps long past their day."""
    world = make.world()
    for unit in (world.communes[0], world.communes[1], world.communes[3]):
        make.congress(unit)
    return world


def test_one_letter_to_each_unit_with_which_something_lies(late: make.World) -> None:
    made = services.urge_by_letter(late.again(late.top), actor=make.ACTOR, now=LATER)

    names = {letter.recipient.name for letter in made}
    assert names >= {late.communes[0].name, late.communes[1].name, late.communes[3].name}
    assert late.top.name not in names
    letter = next(one for one in made if one.recipient == late.communes[0])
    assert letter.lines
    assert {line[0] for line in letter.lines} == {late.communes[0].name}
    assert str(len(letter.lines)) in letter.abstract
    assert all(int(line[3]) > 0 for line in letter.lines)


def test_only_what_was_chosen(late: make.World) -> None:
    chosen = late.communes[0].congress.pk

    made = services.urge_by_letter(
        late.again(late.top), actor=make.ACTOR, now=LATER, chosen=[chosen]
    )

    assert {line[0] for letter in made for line in letter.lines} == {late.communes[0].name}
    with pytest.raises(NothingLate):
        services.urge_by_letter(
            late.again(late.top), actor=make.ACTOR, now=make.NOW.replace(year=2029), chosen=[chosen]
        )


def test_a_request_sent_again_later_finds_the_letters_of_the_first(late: make.World) -> None:
    top, sent = late.again(late.top), uuid4()
    first = services.urge_by_letter(top, actor=make.ACTOR, now=LATER, client_uuid=sent)
    services.urge_by_letter(top, actor=make.ACTOR, now=LATER)

    again = services.urge_by_letter(
        top, actor=make.ACTOR, now=LATER + timedelta(minutes=5), client_uuid=sent
    )

    assert [one.pk for one in again] == [one.pk for one in first]
    assert Letter.objects.count() == 2 * len(first)


def test_the_number_is_taken_when_the_signed_letter_is_issued(late: make.World) -> None:
    top = late.again(late.top)
    register = office.register(top)
    boss = actor_for(make.account(top, Role.HEAD, name="Nguyễn Trọng Nghĩa"), via="page")
    letter = services.urge_by_letter(top, actor=make.ACTOR, now=LATER)[0]

    row = services.submit(letter.subject, actor=make.ACTOR, now=LATER)
    services.approve(row, actor=boss, now=LATER)
    assert not Paper.objects.exists()
    issued = services.issue(letter.subject, actor=boss, now=LATER, register=register)

    assert issued is not None
    paper = Paper.objects.get()
    assert (paper.correspondent, paper.symbol) == (letter.recipient.name, issued.paper_symbol)


def test_a_changed_letter_needs_a_new_signature_and_the_second_clerk_is_told(
    late: make.World,
) -> None:
    letter = services.urge_by_letter(late.again(late.top), actor=make.ACTOR, now=LATER)[0]
    services.submit(letter.subject, actor=make.ACTOR, now=LATER)

    def change(actor: Actor) -> None:
        services.change_letter(
            letter,
            actor=actor,
            now=LATER,
            version=1,
            abstract="Đôn đốc",
            opening="Còn chậm:",
            closing="",
        )

    change(make.ACTOR)

    assert queries.state_of(letter.subject).needs_new_signature
    with pytest.raises(Changed) as refused:
        change(make.OTHER)
    assert "Lê Thu" in str(refused.value)


def test_holders_are_found_with_as_many_queries_for_three_as_for_one(late: make.World) -> None:
    top = late.again(late.top)
    everybody = [unit.congress for unit in (late.communes[i] for i in (0, 1, 3))]
    day = LATER.date()
    one = make.count_queries(lambda: late_by_holder(top, everybody[:1], today=day))

    assert make.count_queries(lambda: late_by_holder(top, everybody, today=day)) == one


def test_from_the_late_list_to_the_word_file(
    late: make.World, settings: pytest.FixtureRequest
) -> None:
    settings.MUSTER_NOW = LATER  # type: ignore[attr-defined]  # pytest-django's settings
    top = late.again(late.top)
    clerk = signed_in(make.account(top, Role.OFFICE))
    url = reverse("office:late-letters", args=[top.pk])
    listed = clerk.get(reverse("missing", args=[top.pk]), {"kind": "late"}).content.decode()
    assert url in listed
    assert 'name="congress"' in listed

    page = clerk.get(url).content.decode()
    uuid = page.partition('name="client_uuid" value="')[2].partition('"')[0]
    for _twice in range(2):
        assert clerk.post(url, {"client_uuid": uuid}).status_code == 302

    count = Letter.objects.count()
    assert count >= 3
    letter = Letter.objects.order_by("pk")[0]
    assert letter.recipient.name in clerk.get(reverse("office:letters")).content.decode()
    shown = clerk.get(reverse("office:letter", args=[letter.pk])).content.decode()
    assert "Draft: not signed" in shown
    file = clerk.get(reverse("office:letter-word", args=[letter.pk])).content
    rows = Document(BytesIO(file)).tables[1].rows
    assert [cell.text for cell in rows[1].cells] == letter.lines[0]
    clerk.post(reverse("office:submit-letters"))
    assert queries.latest_of([letter.subject])[letter.subject].state == "submitted"


def test_who_gets_a_letter_may_read_it(late: make.World, settings: pytest.FixtureRequest) -> None:
    settings.MUSTER_NOW = LATER  # type: ignore[attr-defined]  # pytest-django's settings
    letter = services.urge_by_letter(late.again(late.top), actor=make.ACTOR, now=LATER)[0]
    recipient = SeasonUnit.objects.select_related("season").get(pk=letter.recipient_id)
    reader = signed_in(make.account(recipient, Role.SECRETARY))

    page = reader.get(reverse("office:letter", args=[letter.pk]))

    assert page.status_code == 200
    assert letter.opening in page.content.decode()


def test_the_congress_page_leads_to_the_letters_to_its_unit(
    late: make.World, settings: pytest.FixtureRequest
) -> None:
    settings.MUSTER_NOW = LATER  # type: ignore[attr-defined]  # pytest-django's settings
    services.urge_by_letter(late.again(late.top), actor=make.ACTOR, now=LATER)
    mine, other = late.communes[0], late.communes[1]
    clerk = signed_in(make.account(late.again(late.top), Role.OFFICE))
    listed = f"{reverse('office:letters')}?to={mine.pk}"

    assert listed in clerk.get(reverse("congress:one", args=[mine.congress.pk])).content.decode()

    table = clerk.get(listed).content.decode()
    for letter in Letter.objects.filter(recipient__in=(mine, other)):
        url = reverse("office:letter", args=[letter.pk])
        assert (url in table) is (letter.recipient_id == mine.pk)
