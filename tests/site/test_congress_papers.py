"""The plan of a congress and an invitation to it, as they leave the page."""

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
from muster.packs.layouts import layout
from muster.season.models import Congress
from muster.season.queries import congress_page
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


def test_who_plans_no_tasks_of_the_congress_invites_nobody(congress: Congress) -> None:
    auditor = signed_in(make.account(congress.season_unit, Role.AUDITOR))

    answer = auditor.post(reverse("congress:invitation", args=[congress.pk]), {})

    assert answer.status_code == 403
