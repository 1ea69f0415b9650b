"""Remarks pasted from Excel and read from Word: previewed, faults named, all or nothing."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_papers
from tests import make_remarks as mr
from tests import make_season as make
from tests.engines.texts import make as word
from tests.office.pages import signed_in
from tests.papers.test_word_files import TRACKED

from muster.exchange.models import Import, ImportRow
from muster.papers.models import Document, Intake, Remark, Source, VersionComment
from muster.papers.services import documents, remarks
from muster.season.models import SeasonUnit
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HEADS = "No.\tUnit\tParagraph\tKind\tRemark\tWhat should stand there\tSpoke\tStand behind it"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def asked() -> mr.Asked:
    return mr.asked()


def of(unit: SeasonUnit, role: Role = Role.CLERK) -> Client:
    return signed_in(make.account(unit, role))


def url(asked: mr.Asked, unit: SeasonUnit) -> str:
    return reverse("grids:one", args=["remarks", str(asked.desk(unit).pk)])


def paste(client: Client, address: str, *lines: str) -> list[ImportRow]:
    answer = client.post(address, {"block": "\n".join([HEADS, *lines])})
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def said(rows: list[ImportRow]) -> list[str]:
    return [fault["code"] for row in rows for fault in row.faults]


def test_a_block_enters_remarks_of_several_bodies_in_one_lot_each(asked: mr.Asked) -> None:
    east = asked.world.east
    one, two = asked.world.communes[:2]
    client = of(east)

    rows = paste(
        client,
        url(asked, east),
        f"\t{one.name}\t1\tSubstance\tNêu rõ chỉ tiêu\t\t2\t12",
        f"\t{one.name}\t\tAgreement\t\t\t\t30",
        f"\t{two.code}\t2\tWording\tdài quá\tMục tiêu chung.\t1\t7",
        "\t\t3\t\tcủa chính huyện\t\t\t",
    )

    assert said(rows) == []
    assert not Remark.objects.exists()
    apply(client)
    assert [
        (r.season_unit.name, r.number, r.kind, r.members, r.on_behalf)
        for r in Remark.objects.select_related("season_unit").order_by("number", "pk")
    ] == [
        (one.name, 0, "agreement", 30, True),
        (one.name, 1, "substance", 12, True),
        (two.name, 2, "wording", 7, True),
        (east.name, 3, "substance", 0, False),
    ]
    assert Intake.objects.filter(source=Source.SHEET).count() == 3
    assert remarks.counters_equal(asked.opened)


def test_every_fault_names_its_cell_and_nothing_is_entered(asked: mr.Asked) -> None:
    east = asked.world.east
    client = of(east)

    rows = paste(
        client,
        url(asked, east),
        "\tXã Mỹ Trung\t1\tSubstance\tkhông thuộc huyện\t\t\t",
        "\t\t99\tSubstance\tkhông có đoạn\t\t\t",
        "\t\t1\tWording\tthiếu câu chữ\t\t\t",
        "\t\t1\tSubstance\tâm\t\t\t-4",
        "77\t\t1\tSubstance\tsố lạ\t\t\t",
    )

    assert sorted(said(rows)) == [
        "as_said",
        "as_said",
        "cell.not_whole",
        "remark.gone",
        "remark.unit",
    ]
    apply(client)
    assert not Remark.objects.exists()


def test_the_sheet_unchanged_changes_nothing_and_a_changed_word_amends(asked: mr.Asked) -> None:
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "ban đầu", members=5)
    client = of(commune)
    line = f"{remark.pk}\t{commune.name}\t1\tSubstance\t%s\t\t\t5"

    same = paste(client, url(asked, commune), line % "ban đầu")
    assert [row.verdict for row in same] == [ImportRow.Verdict.SAME]
    paste(client, url(asked, commune), line % "sửa lại")
    apply(client)

    assert mr.again(remark).text == "sửa lại"
    assert remark.acts.filter(kind="amended").count() == 1


def test_what_was_passed_on_meanwhile_is_named(asked: mr.Asked) -> None:
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "ban đầu")
    client = of(commune)
    paste(client, url(asked, commune), f"{remark.pk}\t{commune.name}\t1\tSubstance\tsửa\t\t\t")
    mr.pass_on(asked.desk(commune))

    answer = apply(client)

    assert answer.status_code == 409
    assert mr.again(remark).text == "ban đầu"


def test_only_who_enters_sees_the_grid(asked: mr.Asked) -> None:
    address = url(asked, asked.world.communes[0])

    assert of(asked.world.communes[1]).get(address).status_code == 404
    assert of(asked.world.communes[0], Role.AUDITOR).get(address).status_code == 403


# ---- comments of Word files


def word_round() -> mr.Asked:
    """A round on a text like that of the Word file with a comment on its second paragraph."""
    world = make.world()
    version = mr.document(world.top, ("Phần mở đầu", "Mục tiêu rất cao của tỉnh", "Hết"))
    return mr.Asked(world=world, opened=mr.open_round(version, [world.east, *world.communes]))


def test_comments_of_a_word_file_become_rows_on_their_paragraphs() -> None:
    asked = word_round()
    client = of(asked.world.east)
    desk = asked.desk(asked.world.east)
    address = reverse("papers:remarks-from-word", args=[desk.pk])
    file = SimpleUploadedFile("góp ý.docx", TRACKED)

    answer = client.post(
        address, {"file": file, "client_uuid": "8c0f0c3e-0000-4000-8000-000000000021"}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Nên nói rõ nguồn vốn." in text
    assert 'name="r0-number" value="2"' in " ".join(text.split())
    assert not Remark.objects.exists()
    kept = answer.context["form"].initial["kept"]
    typed = {
        "rows": "1",
        "source": "word",
        "kept": kept,
        "client_uuid": "8c0f0c3e-0000-4000-8000-000000000022",
        "r0-number": "2",
        "r0-kind": mr.KIND,
        "r0-text": "Nên nói rõ nguồn vốn.",
    }
    client.post(reverse("papers:enter-remarks", args=[desk.pk]), typed)
    remark = Remark.objects.get()
    assert (remark.source, remark.number) == (Source.WORD, 2)
    assert remark.intake is not None
    assert remark.intake.name == "góp ý.docx"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not a word file", "is not a Word file"),
        (word.docx(word.p("không có nhận xét")), "holds no open comment"),
        (TRACKED[:400], "damaged"),
    ],
)
def test_a_file_without_comments_is_refused_by_name(content: bytes, told: str) -> None:
    asked = word_round()
    address = reverse("papers:remarks-from-word", args=[asked.desk(asked.world.east).pk])

    answer = of(asked.world.east).post(
        address,
        {
            "file": SimpleUploadedFile("lạ.docx", content),
            "client_uuid": "8c0f0c3e-0000-4000-8000-000000000023",
        },
    )

    assert answer.status_code in (413, 422, 409)
    assert told in answer.content.decode()


def test_a_made_up_file_is_not_attached() -> None:
    asked = word_round()
    desk = asked.desk(asked.world.east)
    typed = {
        "rows": "1",
        "source": "word",
        "kept": "made:up",
        "client_uuid": "8c0f0c3e-0000-4000-8000-000000000022",
        "r0-kind": mr.KIND,
        "r0-text": "a",
    }

    of(asked.world.east).post(reverse("papers:enter-remarks", args=[desk.pk]), typed)

    intake = Intake.objects.get()
    assert intake.sha256 == ""


def test_the_owner_takes_over_the_comments_that_came_with_the_draft() -> None:
    world = make.world()
    document = make_papers.document(world.top)
    waiting = documents.stage_word(
        document, TRACKED, name="bc.docx", expected_latest=0, actor=make.ACTOR, now=make.NOW
    )
    version = documents.save_staged(
        waiting, document, accept=True, expected_latest=0, actor=make.ACTOR, now=make.NOW
    )
    opened = mr.open_round(version, [world.east])
    owner = mr.desk(opened, world.top)
    client = of(world.top, Role.OFFICE)
    address = reverse("papers:enter-remarks", args=[owner.pk])
    assert "1 comment of the draft" in client.get(address).content.decode()
    text = client.get(address + "?comments=1").content.decode()
    comment = VersionComment.objects.get()
    assert "Nên nói rõ nguồn vốn." in text

    client.post(
        address,
        {
            "rows": "1",
            "source": "word",
            "client_uuid": "8c0f0c3e-0000-4000-8000-000000000024",
            "r0-number": "2",
            "r0-kind": mr.KIND,
            "r0-text": comment.text,
            "r0-comment": str(comment.pk),
        },
    )

    comment.refresh_from_db()
    assert comment.taken_at == make.NOW
    assert Remark.objects.get().number == 2
    assert "comment of the draft" not in client.get(address).content.decode()
    assert Document.objects.count() == 1
