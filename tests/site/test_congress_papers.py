"""The plan of a congress and an invitation to it, as they leave the page."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document
from tests import make_season as make
from tests.office.pages import signed_in

from muster.engines.layout import check
from muster.exchange import pdf
from muster.packs.layouts import layout
from muster.season.models import Congress
from muster.season.queries import congress_page
from muster.site.congress.forms import MOST_GUESTS
from muster.site.congress.papers import plan_document
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def congress() -> Congress:
    return make.congress(make.world().communes[0], delegates=180)


@pytest.fixture
def clerk(congress: Congress) -> Client:
    return signed_in(make.account(congress.season_unit, Role.OFFICE))


def said(content: bytes) -> str:
    read = Document(BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_the_plan_names_every_step_and_passes_its_own_check(
    congress: Congress, clerk: Client, tmp_path: Path
) -> None:
    with translation.override("vi"):
        made = plan_document(congress_page(congress, today=congress.starts_on))

    read = Document(BytesIO(made))
    assert len(read.tables[1].rows) == congress.steps.count() + 1
    assert "180" in said(made)
    assert clerk.get(reverse("congress:plan", args=[congress.pk])).status_code == 200
    path = tmp_path / "plan.docx"
    path.write_bytes(made)
    assert check(path, layout("vn-party")).findings == []


def test_an_invitation_says_whom_and_what_and_keeps_no_name(
    congress: Congress, clerk: Client
) -> None:
    url = reverse("congress:invitation", args=[congress.pk])
    assert clerk.get(url).status_code == 200

    named = clerk.post(url, {"to": "Ông Trần Văn Bảy", "programme": "Khai mạc\n\nThảo luận"})
    blank = clerk.post(url, {})

    assert "Ông Trần Văn Bảy" in said(named.content)
    assert "2. Thảo luận" in said(named.content)
    assert "Ông Trần Văn Bảy" not in said(blank.content)
    assert named["Content-Disposition"].endswith('-invitation.docx"')


GUESTS = ["Ông Trần Văn Bảy, Bí thư Huyện ủy", "Bà Lê Thị Tám", "Ông Ngô Văn Chín"]


def test_a_list_of_guests_gets_one_file_with_a_page_for_each(
    congress: Congress, clerk: Client
) -> None:
    url = reverse("congress:invitation", args=[congress.pk])
    pasted = "Ông Trần Văn Bảy\tBí thư Huyện ủy\r\n\r\nBà Lê Thị Tám\t\r\nÔng Ngô Văn Chín"

    answer = clerk.post(url, {"guests": pasted, "programme": "Khai mạc"})

    read = Document(BytesIO(answer.content))
    invited = [one.text for one in read.paragraphs if one.text.startswith("Kính gửi")]
    assert invited == [f"Kính gửi: {guest}" for guest in GUESTS]
    assert len(read.sections) == len(GUESTS)
    assert said(answer.content).count("1. Khai mạc") == len(GUESTS)
    recipients = [cell.text for table in read.tables[1::2] for cell in table.column_cells(0)]
    assert [guest in one for guest, one in zip(GUESTS, recipients, strict=True)] == [True] * 3


@pytest.mark.skipif(pdf.maker() is None, reason="needs LibreOffice or pango")
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs poppler-utils")
def test_each_guest_has_one_page_and_no_more(
    congress: Congress, clerk: Client, tmp_path: Path
) -> None:
    url = reverse("congress:invitation", args=[congress.pk])

    answer = clerk.post(url + "?as=pdf", {"guests": "\n".join(GUESTS)})

    path = tmp_path / "a.pdf"
    path.write_bytes(answer.content)
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Pages:\s+3$", told, re.MULTILINE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"guests": "\n".join(f"Khách {n}" for n in range(MOST_GUESTS + 1))}, "201"),
        ({"guests": f"{'x' * 201}\nBà Tám"}, "200"),
        ({"guests": "Bà Tám", "to": "Ông Bảy"}, "Bà Tám"),
    ],
)
def test_a_list_that_is_too_much_is_refused_and_stands_as_typed(
    congress: Congress, clerk: Client, given: dict[str, str], words: str
) -> None:
    answer = clerk.post(reverse("congress:invitation", args=[congress.pk]), given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "errorlist" in answer.content.decode() or "error" in answer.content.decode()


def test_who_plans_no_tasks_of_the_congress_invites_nobody(congress: Congress) -> None:
    auditor = signed_in(make.account(congress.season_unit, Role.AUDITOR))

    answer = auditor.post(reverse("congress:invitation", args=[congress.pk]), {})

    assert answer.status_code == 403
