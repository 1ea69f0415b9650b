"""Templates of a unit's own: tried, used, set aside, for the units below; and letterheads."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document
from tests import make_office as office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.documents import shipped
from muster.exchange.filling.errors import TemplateUnfit
from muster.ledger.models import Entry
from muster.office.errors import Changed
from muster.office.errors.templates import OwnTemplateNotAllowed, TemplateInUse
from muster.office.models import OwnTemplate
from muster.office.queries.letterheads import Written, letterhead
from muster.office.queries.templates import template_in_use
from muster.office.services import templates as services
from muster.office.services.word_files import word_file
from muster.office.web.minutes import HANDING_OVER
from muster.packs import Pack
from muster.packs.schema.papers import Replacing
from muster.season.models import SeasonUnit
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
KEY = HANDING_OVER.key
VALUES = {
    **dict.fromkeys(
        ("giver", "taker", "reason", "from_on", "count", "giver_signed", "taker_signed"), "x"
    ),
    "confirmed_by": "",
    "rows": [],
}


@pytest.fixture
def world() -> make.World:
    return make.world()


def word(*paragraphs: str) -> bytes:
    written = Document()
    for text in paragraphs:
        written.add_paragraph(text)
    out = BytesIO()
    written.save(out)
    return out.getvalue()


def put_up(unit: SeasonUnit, content: bytes, note: str = "") -> OwnTemplate:
    return services.put_up_template(
        unit, HANDING_OVER, content, name="mau.docx", actor=make.ACTOR, now=make.NOW, note=note
    )


def use(row: OwnTemplate) -> OwnTemplate:
    return services.use_template(row, actor=make.ACTOR, now=make.NOW)


def made(unit: SeasonUnit) -> str:
    read = Document(BytesIO(word_file(HANDING_OVER, unit, VALUES)))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_a_template_is_used_when_somebody_says_so_and_until_then_nothing_changes(
    world: make.World,
) -> None:
    top, commune = world.again(world.top), world.again(world.communes[0])
    row = put_up(top, word("MẪU RIÊNG của {{ issuer }}"), note="Thêm tiêu đề")

    before = made(top)
    use(row)

    assert "MẪU RIÊNG" not in before
    assert made(top) == "MẪU RIÊNG của Tỉnh Sông Tiền"
    assert made(commune) == f"MẪU RIÊNG của {commune.name}"
    kinds = Entry.objects.filter(subject=f"template:{row.pk}").values_list("kind", flat=True)
    assert set(kinds) == {"template.put_up", "template.used"}


def test_the_nearest_template_is_used_and_the_way_back_leads_upward(world: make.World) -> None:
    top, east = world.again(world.top), world.again(world.east)
    use(put_up(top, word("của tỉnh")))
    first = use(put_up(east, word("của huyện, 1")))
    second = use(put_up(east, word("của huyện, 2")))

    first.refresh_from_db()
    assert (first.state, second.number) == (OwnTemplate.State.LEFT, 2)
    assert (made(east), made(world.again(world.west))) == ("của huyện, 2", "của tỉnh")
    services.leave_template(second, actor=make.ACTOR, now=make.NOW)
    assert made(east) == "của tỉnh"
    use(first)
    assert made(east) == "của huyện, 1"
    with pytest.raises(TemplateInUse):
        use(first)


def test_a_template_that_names_what_is_not_there_is_refused_and_nothing_is_kept(
    world: make.World,
) -> None:
    with pytest.raises(TemplateUnfit) as caught:
        put_up(world.again(world.top), word("Kính gửi {{ nguoi_nhan }}"))

    assert (caught.value.fault, "nguoi_nhan" in str(caught.value)) == ("unknown_field", True)
    assert not OwnTemplate.objects.exists()


def test_what_is_not_in_the_layout_is_told_and_hinders_nothing(world: make.World) -> None:
    top = world.again(world.top)

    with translation.override("vi"):
        bare = put_up(top, word("{{ giver }}"))
        whole = put_up(top, shipped(HANDING_OVER, rules="vn-party"))

    assert any(rule == "national_name.missing" for _where, rule, _found, _want in bare.findings)
    assert whole.findings == []


def test_where_the_pack_leaves_it_to_the_top_a_unit_below_is_refused(
    world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.office.queries.templates.rules_of", _only_top)

    put_up(world.again(world.top), word("a"))
    with pytest.raises(OwnTemplateNotAllowed, match="Tỉnh Sông Tiền"):
        put_up(world.again(world.east), word("a"))


def _only_top(unit: SeasonUnit) -> Pack:
    from muster.office.bridge import rules_of

    pack = rules_of(unit)
    papers = pack.papers.model_copy(update={"own_templates": Replacing.TOP})
    return pack.model_copy(update={"papers": papers})


def test_a_letterhead_says_place_for_all_below_and_names_for_its_own_unit(
    world: make.World,
) -> None:
    top, east = world.again(world.top), world.again(world.east)
    services.change_letterhead(
        top,
        actor=make.ACTOR,
        now=make.NOW,
        issuer="Ban Tổ chức đại hội",
        place="Sông Tiền",
        keeper="VT",
    )

    own, below = letterhead(top, Written()).values, letterhead(east, Written()).values

    assert own["issuer"] == "Ban Tổ chức đại hội"
    assert (below["issuer"], below["superior"]) == ("Huyện Đông", "Tỉnh Sông Tiền")
    assert own["place_date"].startswith("Sông Tiền, ngày")
    assert below["place_date"].startswith("Sông Tiền, ngày")
    with pytest.raises(Changed, match="Lê Thu"):
        services.change_letterhead(top, actor=make.OTHER, now=make.NOW, version=0)


def test_numbers_and_layout_follow_the_register(world: make.World) -> None:
    top = world.again(world.top)
    blank = letterhead(top, Written(kind=top_kind(top))).values["number"]
    office.register(top, mark="VPTU")
    state = letterhead(top, Written(kind=top_kind(top)))

    assert blank == "Số ...-BB/..."
    assert (state.rules, state.values["number"]) == ("vn-nd30", "Số: …/BB-VPTU")


def top_kind(unit: SeasonUnit) -> str:
    from muster.office.bridge import rules_of

    return rules_of(unit).papers.kind_of(KEY)


# ---- pages


def upload(client: Client, content: bytes) -> int:
    url = reverse("office:put-up-template", args=[KEY])
    file = SimpleUploadedFile("mau.docx", content)
    answer = client.post(url, {"client_uuid": str(uuid4()), "file": file, "note": ""})
    return int(answer.status_code)


def test_the_office_goes_from_ours_to_its_own_and_back(world: make.World) -> None:
    clerk = signed_in(make.account(world.again(world.top), Role.OFFICE))
    page = reverse("office:template", args=[KEY])
    ours = clerk.get(reverse("office:our-template", args=[KEY])).content

    assert upload(clerk, word("{{ giver.__class__ }}")) == 422
    assert upload(clerk, ours) == 302
    row = OwnTemplate.objects.get()
    assert clerk.get(reverse("office:template-file", args=[row.pk])).content == ours
    trial = clerk.get(reverse("office:template-trial", args=[row.pk])).content
    assert "Tỉnh Sông Tiền" in Document(BytesIO(trial)).tables[0].cell(0, 0).text
    clerk.post(reverse("office:act-template", args=[row.pk, "use"]))
    assert template_in_use(world.again(world.top), KEY) == row
    assert "row.title" in clerk.get(page).content.decode()
    clerk.post(reverse("office:act-template", args=[row.pk, "leave"]))
    assert template_in_use(world.again(world.top), KEY) is None
    assert clerk.get(reverse("office:templates")).status_code == 200


def test_who_may_not_change_templates_reads_them_and_others_see_none(world: make.World) -> None:
    row = put_up(world.again(world.west), word("a"))
    reader = signed_in(make.account(world.again(world.west), Role.CLERK))
    stranger = signed_in(make.account(world.again(world.east), Role.OFFICE))

    assert reader.get(reverse("office:template", args=[KEY])).status_code == 200
    assert upload(reader, word("b")) == 403
    assert stranger.get(reverse("office:template-file", args=[row.pk])).status_code == 404
    assert stranger.post(reverse("office:act-template", args=[row.pk, "use"])).status_code == 404


def test_the_letterhead_page_saves_and_says_who_was_first(world: make.World) -> None:
    clerk = signed_in(make.account(world.again(world.top), Role.OFFICE))
    url = reverse("office:letterhead")
    typed = {"client_uuid": str(uuid4()), "version": 0, "place": "Sông Tiền"}

    assert clerk.post(url, typed).status_code == 302
    again = clerk.post(url, {**typed, "client_uuid": str(uuid4()), "place": "Nơi khác"})

    assert again.status_code == 409
    assert "Sông Tiền, ngày" in clerk.get(reverse("office:templates")).content.decode()
