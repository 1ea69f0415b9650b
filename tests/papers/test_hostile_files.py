"""Hostile and broken files at every door: told plainly in Vietnamese, and nothing stays behind."""

import html
import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests import make_appraisals as ma
from tests import make_office, make_papers
from tests import make_remarks as mr
from tests import make_season as make
from tests.engines.texts.make import docx, p
from tests.engines.word.test_guards import BAD
from tests.papers.test_word_files import TRACKED

from muster.exchange.word_faults import SENTENCES
from muster.office.models import Approval
from muster.office.queries import signers_of
from muster.office.services import Signature, approve, submit
from muster.packs import Direction
from muster.papers.services.appraisals import subject_of
from muster.season.errors import EvidenceWrongType
from muster.season.models import SeasonUnit
from muster.season.services import add_evidence, kept
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
FOLDERS: Final = ("uploads", "staged", "closing_files")
NAME: Final = "Dự thảo.docx"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


def client_of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    """Somebody who has chosen no language: the installation's own is spoken."""
    account: Account = make.account(unit, role)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def left_behind(before: tuple[set[Path], Mapping[str, int]], *sent: bytes) -> list[str]:
    """New files that hold what was sent, and tables with more or fewer rows.

    Tests that run beside these write files of their own into the same folders.
    """
    held, counted = before
    new = [str(path) for path in files() - held if path.is_file() and path.read_bytes() in sent]
    return new + [label for label, count in rows().items() if count != counted[label]]


def files() -> set[Path]:
    """Every file that an upload could leave: kept ones, drafts of them, what waits."""
    roots = [Path(settings.MEDIA_ROOT), *(settings.MUSTER_DATA / one for one in FOLDERS)]
    return {path for root in roots if root.is_dir() for path in root.rglob("*") if path.is_file()}


def rows() -> Mapping[str, int]:
    """How many rows there are of everything that an upload could write."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("papers", "office", "season", "exchange", "ledger")
    }


def file(content: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def told(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# ---- doors that read Word files


def to_a_version() -> Callable[[bytes], Any]:
    top = make.world().top
    document, client = make_papers.document(top), client_of(top)
    url = reverse("papers:upload", args=[document.pk])

    def send(content: bytes) -> Any:
        typed = {"client_uuid": uuid4(), "expected_latest": 0, "note": "", "file": file(content)}
        return client.post(url, typed)

    return send


def to_remarks() -> Callable[[bytes], Any]:
    asked = mr.asked()
    client = client_of(asked.world.east, Role.CLERK)
    url = reverse("papers:remarks-from-word", args=[asked.desk(asked.world.east).pk])
    return lambda content: client.post(url, {"client_uuid": uuid4(), "file": file(content)})


WORD_DOORS: Final = (to_a_version, to_remarks)


def sentence(code: str) -> re.Pattern[str]:
    """What is said of a fault in Vietnamese, with whatever its data fill in."""
    with translation.override("vi"):
        return pattern(str(SENTENCES[code]))


def pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with anything where its data stand."""
    parts = re.split(r"%\(\w+\)(?:\.\d+f|s)", sentence)
    return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)


def five_thousand_pages() -> bytes:
    """Six short paragraphs a page, no two alike, so that it packs as a text does."""
    words = random.Random(5)
    return docx(*(p(f"{n}. {words.getrandbits(400):x}") for n in range(30_000)))


WORD: Final[Mapping[str, tuple[bytes | Callable[[], bytes], str]]] = {
    **{what: (content, code) for what, (content, code, _data) in BAD.items() if content},
    "five thousand pages": (five_thousand_pages, "too_many_paragraphs"),
}


@pytest.mark.parametrize("door", WORD_DOORS, ids=lambda door: door.__name__)
def test_each_word_file_is_refused_in_words_of_its_own(
    door: Callable[[], Callable[[bytes], Any]],
) -> None:
    send = door()
    before = files(), rows()
    faults, sent = [], list[bytes]()

    for what, (made, code) in WORD.items():
        # What looks like a scan goes another way at the first door, and is tried there.
        if what == "PDF":
            continue
        sent.append(made if isinstance(made, bytes) else made())
        answer = send(sent[-1])
        if answer.status_code != 422 or not sentence(code).search(told(answer)):
            faults.append((what, code, answer.status_code))

    assert faults == []
    assert left_behind(before, *sent) == []


@pytest.mark.parametrize("door", WORD_DOORS, ids=lambda door: door.__name__)
def test_a_good_file_still_comes_through(door: Callable[[], Callable[[bytes], Any]]) -> None:
    """Else the refusals above would say nothing."""
    answer = door()(TRACKED)

    assert answer.status_code in (200, 302)


# ---- doors that keep scans as they are


def scan_of_a_version() -> Callable[[SimpleUploadedFile], Any]:
    top = make.world().top
    document, client = make_papers.document(top), client_of(top)
    url = reverse("papers:upload", args=[document.pk])

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {"client_uuid": uuid4(), "expected_latest": 0, "note": "", "file": scan}
        return client.post(url, typed)

    return send


def scan_of_remarks() -> Callable[[SimpleUploadedFile], Any]:
    asked = mr.asked()
    client = client_of(asked.world.east, Role.CLERK)
    url = reverse("papers:enter-remarks", args=[asked.desk(asked.world.east).pk])

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {
            "rows": "1",
            "source": "paper",
            "client_uuid": uuid4(),
            "r0-number": "1",
            "r0-kind": mr.KIND,
            "r0-text": "Bổ sung số liệu.",
            "scan": scan,
        }
        return client.post(url, typed)

    return send


def scan_of_a_paper() -> Callable[[SimpleUploadedFile], Any]:
    top = make.world().top
    paper = make_office.paper(make_office.register(top, Direction.INCOMING))
    client, url = client_of(top), reverse("office:add-scan", args=[paper.pk])
    return lambda scan: client.post(url, {"scan-client_uuid": uuid4(), "scan-scan": scan})


def paper_with_its_scan() -> Callable[[SimpleUploadedFile], Any]:
    top = make.world().top
    client = client_of(top)
    url = reverse("office:add", args=[make_office.register(top, Direction.INCOMING).pk])

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {
            "client_uuid": uuid4(),
            "correspondent": "Ban Tổ chức",
            "abstract": "V/v chuẩn bị",
            "registered_on": "2030-06-03",
            "scan": scan,
        }
        return client.post(url, typed)

    return send


def proof_of_a_step() -> Callable[[SimpleUploadedFile], Any]:
    east = make.world().east
    step = make.congress(east).steps.all()[0]
    client, url = client_of(east), reverse("season:add-evidence", args=[step.pk])
    kind = next(iter(make.rules().evidence))

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {
            "evidence-client_uuid": uuid4(),
            "evidence-kind": kind,
            "evidence-file": scan,
        }
        return client.post(url, typed)

    return send


def steps_on_paper() -> Callable[[SimpleUploadedFile], Any]:
    east = make.world().east
    step = make.congress(east).steps.all()[0]
    client, url = client_of(east), reverse("season:grid", args=[east.pk])

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {
            "client_uuid": uuid4(),
            "paper": "12-CV/HU",
            "reason": "báo cáo giấy về chậm",
            "cell": f"{step.pk}:{step.version}",
            "scan": scan,
        }
        return client.post(url, typed)

    return send


def signed_conclusion() -> tuple[Client, Approval]:
    """A conclusion sheet that waits for its signature, and a clerk who enters it from paper."""
    world = make.world()
    people = ma.bench(world.top)
    row = ma.taken(ma.dossier(world.communes[0]), people)
    ma.closed(row, people)
    subject = subject_of(ma.written(row, people))
    return client_of(world.top), submit(subject, actor=ma.by(people.head), now=make.NOW)


def scan_with_a_signature() -> Callable[[SimpleUploadedFile], Any]:
    client, row = signed_conclusion()
    url = reverse("office:sign", args=[row.pk])
    (signer, *_others) = signers_of(row.season_unit, row.kind, on=make.NOW.date())

    def send(scan: SimpleUploadedFile) -> Any:
        typed = {
            "sign-client_uuid": uuid4(),
            "sign-signer": signer.key,
            "sign-signed_on": "2030-06-03",
            "sign-paper_symbol": "12-KL/TTĐ",
            "sign-scan": scan,
        }
        return client.post(url, typed)

    return send


def scan_of_what_was_signed() -> Callable[[SimpleUploadedFile], Any]:
    client, row = signed_conclusion()
    (signer, *_others) = signers_of(row.season_unit, row.kind, on=make.NOW.date())
    approve(row, actor=make.ACTOR, now=make.NOW, signature=Signature(signer=signer.key))
    url = reverse("office:add-approval-scan", args=[row.pk])
    return lambda scan: client.post(url, {"scan-client_uuid": uuid4(), "scan-scan": scan})


SCAN_DOORS: Final = (
    scan_of_a_version,
    scan_of_remarks,
    scan_of_a_paper,
    paper_with_its_scan,
    proof_of_a_step,
    steps_on_paper,
    scan_with_a_signature,
    scan_of_what_was_signed,
)
PROGRAM: Final = b"MZ\x90\x00" + b"\0" * 200
SCANS: Final[Mapping[str, SimpleUploadedFile]] = {
    "a program": file(PROGRAM, "quet.pdf"),
    "a page": file(b"<html><script>alert(1)</script>", "quet.pdf"),
    "any ZIP": file(b"PK\x03\x04" + b"\0" * 40, "quet.pdf"),
    "a picture that runs": file(b"<svg onload='x'/>", "quet.png"),
}


@pytest.mark.parametrize("door", SCAN_DOORS, ids=lambda door: door.__name__)
def test_what_is_no_scan_is_refused_by_its_bytes(
    door: Callable[[], Callable[[SimpleUploadedFile], Any]],
) -> None:
    send = door()
    before = files(), rows()
    faults = []

    for what, scan in SCANS.items():
        scan.seek(0)
        answer = send(scan)
        is_told = any(one.search(told(answer)) for one in no_scan())
        if answer.status_code not in (415, 422) or not is_told:
            faults.append((what, answer.status_code))

    assert faults == []
    assert left_behind(before, *(scan.open().read() for scan in SCANS.values())) == []


def no_scan() -> tuple[re.Pattern[str], ...]:
    """What is said in Vietnamese of a file of another kind.

    The upload of a version takes Word files too, so it reads a ZIP as one that is torn.
    """
    with translation.override("vi"):
        return (
            pattern(str(EvidenceWrongType.template)),
            *(pattern(str(SENTENCES[code])) for code in ("not_word", "damaged")),
        )


@pytest.mark.parametrize("door", SCAN_DOORS, ids=lambda door: door.__name__)
def test_a_good_scan_still_comes_through(
    door: Callable[[], Callable[[SimpleUploadedFile], Any]],
) -> None:
    before = files()

    content = make.pdf(uuid4().hex).read()

    assert door()(file(content, "quet.pdf")).status_code == 302
    assert len(files() - before) == 1


def test_a_file_beyond_the_limit_ends_there_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The limit is in whole MB; here one MB has few bytes, so that the test needs none."""
    monkeypatch.setattr(kept, "MB", 64)
    send = scan_of_a_paper()
    before = files(), rows()

    over = make.PDF + b"\0" * 100_000
    answer = send(file(over, "quet.pdf"))

    assert answer.status_code == 413
    assert left_behind(before, over) == []


# ---- the door that reads workbooks


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return content.getvalue()


BOOK: Final = {"xl/workbook.xml": "<workbook/>"}
XXE: Final = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'
SHEETS: Final[Mapping[str, bytes]] = {
    "letters": b"hello",
    "Word": docx(p("x")),
    "cut off": zipped(BOOK)[:-20],
    "an external entity": zipped({**BOOK, "xl/worksheets/sheet1.xml": XXE}),
    "broken XML": zipped({**BOOK, "xl/worksheets/sheet1.xml": "<worksheet><row"}),
    "a bomb": zipped({**BOOK, "xl/media/x.bin": b"\0" * (180 << 20)}),
    "Excel 97": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 9,
}


def test_a_bad_workbook_of_remarks_is_refused_by_name() -> None:
    asked = mr.asked()
    client = client_of(asked.world.east, Role.CLERK)
    url = reverse("grids:one", args=["remarks", str(asked.desk(asked.world.east).pk)])
    before = files(), rows()
    faults = []

    for what, content in SHEETS.items():
        answer = client.post(url, {"file": file(content, "góp ý.xlsx")})
        said = re.search("“?góp ý.xlsx”?[^<]+[ăâđêôơưạ-ỹ]", told(answer))
        if not 400 <= answer.status_code < 500 or said is None:
            faults.append((what, answer.status_code))

    assert faults == []
    assert left_behind(before, *SHEETS.values()) == []


def test_a_scan_goes_again_when_a_later_step_is_refused() -> None:
    """All or none: the file of the steps that would have been right does not stay either."""
    east = make.world().east
    steps = make.congress(east).steps.all()
    client, url = client_of(east), reverse("season:grid", args=[east.pk])
    cells = [f"{steps[0].pk}:{steps[0].version}", f"{steps[1].pk}:{steps[1].version + 7}"]
    before, content = (files(), rows()), make.pdf(uuid4().hex).read()

    answer = client.post(
        url,
        {
            "client_uuid": uuid4(),
            "paper": "12-CV/HU",
            "reason": "báo cáo giấy về chậm",
            "cell": cells,
            "scan": file(content, "quet.pdf"),
        },
    )

    assert answer.status_code == 409
    assert left_behind(before, content) == []


def test_what_nothing_points_at_is_swept_after_days_and_nothing_else() -> None:
    east = make.world().east
    step = make.congress(east).steps.all()[0]
    row = add_evidence(step, actor=make.ACTOR, now=make.NOW, name="a.pdf", content=make.pdf("giữ"))
    old, new = kept.path_of("ab" * 32), kept.path_of("cd" * 32)
    for path in (old, new, kept.path_of(row.sha256)):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name != row.sha256:
            path.write_bytes(b"x")
        if path != new:
            os.utime(path, (0, 0))

    kept.sweep()

    assert [path.exists() for path in (old, new, kept.path_of(row.sha256))] == [False, True, True]
    new.unlink()
