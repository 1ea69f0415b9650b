"""The closing file: opens with plain tools, shows what its asker may see, leaves nothing behind."""

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import reverse
from docx import Document as Docx
from tests import make_appraisals, make_copies, make_papers, make_remarks
from tests import make_season as make

from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.ledger import sealed_verifier as sv
from muster.ledger.models import Entry
from muster.office.services import open_closing
from muster.packs import LeadsTo
from muster.papers.models import ConclusionPoint, Document, Reading
from muster.papers.services import documents as services
from muster.papers.services.taking_out import take_out_texts
from muster.season import tasks
from muster.season.errors import ClosingFileTooLarge
from muster.season.models import Congress
from muster.season.registry.closing_file import Asked, chapters
from muster.season.services import add_evidence, closing_file, end_approval
from muster.season.services.closing_file import Made, folder, make_closing_file, start_closing_file
from muster.tree.actors import actor_for
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
AFTER = make.NOW + timedelta(days=90)
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}


@pytest.fixture(autouse=True)
def _no_files() -> None:
    for path in folder().iterdir():
        path.unlink()


@pytest.fixture
def congress() -> Congress:
    """A congress with a document of two versions, one adopted, remarks, a file, and copies."""
    world = make.world()
    congress = make.congress(world.east)
    document = make_papers.document(world.east, congress=congress)
    word = Docx()
    word.add_heading("Phần thứ nhất", 1)
    word.add_paragraph("Đánh giá kết quả.")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Chỉ tiêu", "Kết quả"
    content = io.BytesIO()
    word.save(content)
    waiting = services.stage_word(
        document, content.getvalue(), name="bc.docx", expected_latest=0, **HERE
    )
    version = services.save_staged(waiting, document, accept=True, expected_latest=0, **HERE)
    opened = make_remarks.open_round(version, [world.east])
    make_remarks.enter(make_remarks.desk(opened, world.east), "Bổ sung số liệu <b>")
    add_evidence(congress.steps.all()[0], name="minh chứng.pdf", content=make.pdf(), **HERE)
    make_copies.series(world.east, congress=congress, copies=3)
    return congress


def asked(congress: Congress, role: Role = Role.OFFICE) -> Asked:
    account = make.account(congress.season_unit, role)
    actor = actor_for(account, via="worker")
    return Asked(congress=congress, account=account, actor=actor, now=make.NOW)


def made(one: Asked, job_id: int = 1) -> Made:
    found = make_closing_file(one, job_id=job_id)
    assert found is not None
    return found


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        return packed.namelist()


def text(path: Path, end: str) -> str:
    with zipfile.ZipFile(path) as packed:
        name = next(one for one in packed.namelist() if one.endswith(end))
        return packed.read(name).decode()


def inside(path: Path, chapter: str) -> bytes:
    """The first Word file of a chapter."""
    with zipfile.ZipFile(path) as packed:
        name = next(
            one for one in packed.namelist() if one.startswith(chapter) and one.endswith(".docx")
        )
        return packed.read(name)


def words(path: Path, chapter: str) -> str:
    """What that Word file says."""
    read = Docx(io.BytesIO(inside(path, chapter)))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_plain_tools_open_and_check_it(congress: Congress, tmp_path: Path) -> None:
    path = made(asked(congress)).path
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("SOUND\n")

    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(path), str(tmp_path)], check=True)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", sv.SUMS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout

    index = (tmp_path / "index.html").read_text()
    assert "http" not in index.replace("http-equiv", "")
    links = [one.partition('"')[0] for one in index.split('href="')[1:]]
    assert links
    assert all((tmp_path / link).is_file() for link in links)


def test_a_harmed_file_is_not_sound(congress: Congress) -> None:
    path = made(asked(congress)).path
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        at = next(one for one in packed.infolist() if one.filename.endswith(".txt")).header_offset
    whole[at + 60] ^= 0xFF
    path.write_bytes(bytes(whole))

    assert sv.main([str(path)]) != 0


def test_every_chapter_is_there_in_vietnamese_and_nothing_is_markup(congress: Congress) -> None:
    path = made(asked(congress)).path

    folders = {name.partition("/")[0] for name in names(path) if "/" in name}
    assert folders >= {"10-steps", "20-documents", "30-remarks", "70-copies", "record"}
    assert [one.folder for one in chapters()] == [
        "10-steps",
        "20-documents",
        "30-remarks",
        "40-conclusions",
        "50-papers",
        "60-meetings",
        "65-reports",
        "70-copies",
    ]
    assert text(path, "v001.txt").splitlines()[:2] == ["# Phần thứ nhất", "Đánh giá kết quả."]
    assert "<td><p>Chỉ tiêu</p></td><td><p>Kết quả</p></td>" in text(path, "v001.html")
    assert "Bổ sung số liệu &lt;b&gt;" in text(path, "-01.html")
    index = text(path, "index.html")
    assert 'lang="vi"' in index
    assert "Văn kiện, mọi phiên bản" in index


def test_remarks_are_there_in_word_as_well_with_the_mark_of_their_document(
    congress: Congress,
) -> None:
    Document.objects.update(grade=make_papers.limited_grade(congress.season_unit))
    one = asked(congress)

    path = made(one).path

    assert "Bổ sung số liệu <b>" in words(path, "30-remarks")
    with zipfile.ZipFile(io.BytesIO(inside(path, "30-remarks"))) as packed:
        heads = [packed.read(name) for name in packed.namelist() if "header" in name]
    assert any(one.actor.name.encode() in head for head in heads)
    assert "(Word)" in text(path, "index.html")


def test_a_table_too_long_for_word_is_held_back_and_the_page_holds_it(
    congress: Congress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.papers.services.closing_chapter.remarks.MOST_IN_WORD", 0)

    found = made(asked(congress))

    assert found.held_back == 1
    assert not any(name.startswith("30-remarks") and "docx" in name for name in names(found.path))
    assert "Bổ sung số liệu" in text(found.path, "-01.html")


def test_conclusions_are_there_in_word_with_their_points() -> None:
    world = make.world()
    people = make_appraisals.bench(world.top)
    row = make_appraisals.taken(make_appraisals.dossier(world.communes[0]), people)
    make_appraisals.closed(row, people)
    make_appraisals.concluded(row, people, LeadsTo.ANSWER)
    congress = row.dossier.congress
    one = Asked(
        congress=congress,
        account=people.head,
        actor=actor_for(people.head, via="worker"),
        now=make.NOW,
    )

    path = made(one).path

    said = words(path, "40-conclusions")
    assert congress.season_unit.name in said
    assert ConclusionPoint.objects.count() == 2
    assert all(point.text in said for point in ConclusionPoint.objects.all())


def test_the_same_state_makes_the_same_bytes(congress: Congress) -> None:
    one = asked(congress)
    first = made(one, 1)
    Entry.objects.count()
    again = make_closing_file(one, job_id=2)
    assert again is not None

    assert again.files == first.files
    with zipfile.ZipFile(first.path) as a, zipfile.ZipFile(again.path) as b:
        changed = {name for name in a.namelist() if a.read(name) != b.read(name)}
    # Making it is itself recorded: the head grew, and with it the proof and what names its hash.
    assert changed <= {sv.PROOF, sv.SUMS, sv.MANIFEST}


def test_what_one_may_not_see_is_held_back_by_number_alone(congress: Congress) -> None:
    limited = make_papers.document(
        congress.season_unit,
        congress=congress,
        number=3,
        title="Đề án nhân sự kín",
        grade=make_papers.limited_grade(congress.season_unit),
    )
    make_papers.version(limited, "Nội dung hạn chế.")

    clerk, office = made(asked(congress, Role.CLERK), 1), made(asked(congress, Role.OFFICE), 2)

    assert (clerk.held_back, office.held_back) == (1, 0)
    raw = clerk.path.read_bytes()
    with zipfile.ZipFile(clerk.path) as packed:
        whole = b"".join(packed.read(one) for one in packed.namelist()) + raw
    assert "nhân sự kín".encode() not in whole
    assert "Nội dung hạn chế".encode() not in whole
    page = text(office.path, f"{limited.pk:06d}-de-an-nhan-su-kin/v001.html")
    assert "Nội dung hạn chế." in page
    assert '<p class="mark">' in page
    assert Reading.objects.get().version.document_id == limited.pk


def test_what_may_not_be_held_does_not_go_in(congress: Congress) -> None:
    grade = make_papers.secret_grade(congress.season_unit)
    approval = make_papers.approval(congress.season_unit, grade)
    document = make_papers.document(congress.season_unit, congress=congress, number=3, grade=grade)
    make_papers.version(document, "lời mật")
    end_approval(approval, reason="hết hạn", **HERE)

    found = made(asked(congress))

    assert found.held_back == 1
    assert not any(f"{document.pk:06d}-" in name for name in names(found.path))


def test_stopped_or_broken_it_leaves_nothing(
    congress: Congress, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, entries = asked(congress), Entry.objects.count()
    looks = iter([False] * 4)
    assert make_closing_file(one, job_id=7, should_stop=lambda: next(looks, True)) is None
    assert list(folder().iterdir()) == []

    monkeypatch.setattr(closing_file, "MOST_FILES", 2)
    with pytest.raises(ClosingFileTooLarge):
        make_closing_file(one, job_id=8)
    assert list(folder().iterdir()) == []
    assert not Entry.objects.filter(kind="closing_file.made").exists()
    assert Entry.objects.count() == entries


def test_a_draft_that_a_crash_left_goes_with_the_next(congress: Congress) -> None:
    (folder() / "99.draft").write_bytes(b"half")

    made(asked(congress), 1)

    assert [path.name for path in folder().iterdir()] == ["1.zip"]


def test_it_goes_when_something_in_it_is_taken_out(
    congress: Congress, django_capture_on_commit_callbacks: Any
) -> None:
    one = asked(congress)
    job = start_closing_file(congress, url="/", actor=one.actor, now=make.NOW)
    path = made(one, job.pk).path
    document = Document.objects.get(congress=congress)

    with django_capture_on_commit_callbacks(execute=True):
        take_out_texts(
            document,
            changes=document.changes,
            grade=make_papers.secret_grade(congress.season_unit),
            reason="có nội dung mật",
            **HERE,
        )

    assert not path.exists()


@pytest.fixture
def office(congress: Congress) -> Account:
    return make.account(congress.season_unit, Role.OFFICE)


def test_the_page_shows_what_lacks_makes_it_and_gives_it_to_its_asker_alone(
    congress: Congress, office: Account, client: Client, settings: LazySettings
) -> None:
    settings.MUSTER_NOW = AFTER
    row = open_closing(congress, actor=make.ACTOR, now=AFTER)
    client.force_login(office)
    page = reverse("office:closing", args=[row.pk])
    before = client.get(page).content.decode()
    assert reverse("office:make-closing-file", args=[row.pk]) in before
    assert "Báo cáo chính trị" in before

    answer = client.post(reverse("office:make-closing-file", args=[row.pk]))
    job = Job.objects.get(kind=closing_file.KIND)
    assert answer.status_code == 302
    assert jobs.run(job.pk).state == Job.State.DONE
    url = reverse("office:closing-file", args=[row.pk, job.pk])
    assert url in client.get(page).content.decode()
    taken = client.get(url)
    content = b"".join(taken.streaming_content)  # type: ignore[attr-defined]  # it is streamed

    job.refresh_from_db()
    assert hashlib.sha256(content).hexdigest() == job.result["sha256"]
    client.force_login(make.account(congress.season_unit, Role.OFFICE, name="Trần Bình"))
    assert client.get(url).status_code == 404


def test_a_cancelled_job_keeps_nothing(congress: Congress, office: Account) -> None:
    actor = actor_for(office, via="page")
    job = start_closing_file(congress, url="/", actor=actor, now=make.NOW)

    class Handle:
        job_id = job.pk

        def report(self, share: float, message: str = "", **_figures: Any) -> None:
            assert 0 <= share <= 1

        def should_stop(self) -> bool:
            return True

    assert tasks.closing_file(Handle(), job.params) == {}
    assert list(folder().iterdir()) == []
    assert settings.MUSTER_DATA in folder().parents
