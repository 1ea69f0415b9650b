"""Dossiers: looked at by the machine before a person sees them, and fixed as they stand."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from docx import Document as Docx
from tests import make_appraisals as a
from tests import make_papers as papers
from tests import make_season as make

from muster.ledger.models import Entry
from muster.packs import Feed, load
from muster.papers.bridge import rules_of
from muster.papers.errors.appraisal import (
    DossierMet,
    DossierUnderWay,
    NothingAppraised,
)
from muster.papers.models import Document, Dossier, DossierPaper, DossierState
from muster.papers.services import appraisals as services
from muster.papers.services import documents
from muster.papers.services.appraisals import parts
from muster.papers.services.appraisals.parts import kinds_of
from muster.papers.services.documents import FileDraft, PassageDraft
from muster.season import services as season
from muster.season.errors import LateNeedsReason, StepClosed
from muster.season.models import Congress, Step
from muster.season.services import Mark, keep_file, path_of

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def congress() -> Congress:
    return make.congress(make.world().communes[0])


def fed(row: Congress, feed: Feed = Feed.DOSSIER_COMPLETE) -> Step:
    rule = make.rules().procedures[row.procedure].fed_by(feed)
    assert rule is not None
    return make.step(row, rule.key)


def word_version(document: Document, path: Path) -> None:
    """A version that came as a Word file."""
    docx = Docx()
    docx.add_paragraph("BÁO CÁO CHÍNH TRỊ")
    docx.add_paragraph("Đánh giá kết quả.")
    docx.save(str(path))
    with path.open("rb") as content:
        mark = Mark(rules_of(document.season_unit), "", make.NOW.date())
        kept = keep_file(content, mark=mark, media_types=[DOCX], max_mb=5)
    documents.add_version(
        document,
        passages=[PassageDraft(text="Đánh giá kết quả.")],
        source="word",
        expected_latest=Document.objects.get(pk=document.pk).latest,
        file=FileDraft(
            sha256=kept.sha256, name="a.docx", content_type=DOCX, size_bytes=kept.size_bytes
        ),
        actor=make.ACTOR,
        now=make.NOW,
    )


def test_an_incomplete_dossier_comes_back_at_once_with_the_list() -> None:
    row = congress()
    first, second, *_rest = [
        kind for kind in kinds_of(row) if kind not in make.rules().appraisal.later
    ]
    a.prepare(row, without=(first, second))
    begun = papers.document(
        row.season_unit,
        congress=row,
        number=list(make.rules().documents).index(second),
    )

    made = a.handed_in(row)

    assert made.state == DossierState.INCOMPLETE
    assert made.missing == [
        {"kind": first, "why": "not begun"},
        {"kind": second, "why": "begun, without a version"},
    ]
    assert fed(row).state == "open"
    assert Entry.objects.filter(subject=f"dossier:{made.pk}").get().kind == "dossier.came_back"
    papers.version(begun)
    again = a.handed_in(row)
    assert (again.number, [one["kind"] for one in again.missing]) == (2, [first])


def test_a_complete_dossier_is_fixed_and_its_step_handed_in() -> None:
    row = congress()
    a.prepare(row)

    made = a.handed_in(row, note="kèm 3 bộ giấy")

    assert made.state == DossierState.WAITING
    assert list(made.papers.values_list("kind", flat=True)) == kinds_of(row)
    accompanying = make.rules().appraisal.accompanied_by
    assert set(made.papers.filter(scored=False).values_list("kind", flat=True)) == set(accompanying)
    assert (fed(row).state, fed(row).note) == ("submitted", "dossier 1")
    later = a.new_version(row, kinds_of(row)[0], "# Mới\nHoàn toàn khác.")
    assert made.papers.get(kind=kinds_of(row)[0]).version_id != later.pk
    with pytest.raises(DossierUnderWay) as refused:
        a.handed_in(row)
    assert make.ACTOR.name in str(refused.value)


def test_what_may_come_later_stops_nothing() -> None:
    row = congress()
    later = make.rules().appraisal.later
    assert later
    a.prepare(row, without=later)

    assert a.handed_in(row).state == DossierState.WAITING


def test_what_lies_on_paper_alone_counts_as_there() -> None:
    row = congress()
    kind = kinds_of(row)[0]
    a.prepare(row, without=(kind,))

    made = a.handed_in(row, on_paper={kind: "Bản mật số 04, giao tay 2/6"})

    paper = made.papers.get(kind=kind)
    assert (paper.version_id, paper.on_paper) == (None, "Bản mật số 04, giao tay 2/6")
    assert paper.checked == DossierPaper.Checked.NOT_WORD


def test_the_machine_names_each_finding_of_layout(tmp_path: Path) -> None:
    row = congress()
    made_documents = a.prepare(row)
    kind = next(iter(made_documents))
    word_version(made_documents[kind], tmp_path / "a.docx")

    made = a.handed_in(row)

    paper = made.papers.get(kind=kind)
    assert paper.checked == DossierPaper.Checked.YES
    assert paper.findings_count == paper.findings.count() > 0
    first = paper.findings.all()[0]
    assert first.rule
    assert first.where
    assert made.state == DossierState.WAITING


def test_a_word_file_that_cannot_be_read_is_said_and_stops_nothing(tmp_path: Path) -> None:
    row = congress()
    made_documents = a.prepare(row)
    kind = next(iter(made_documents))
    path = tmp_path / "b.docx"
    word_version(made_documents[kind], path)
    version = made_documents[kind].versions.order_by("-number")[0]
    path_of(version.sha256).unlink()

    paper = a.handed_in(row).papers.get(kind=kind)

    assert paper.checked == DossierPaper.Checked.UNREADABLE


def test_after_its_day_it_is_closed_or_wants_a_reason() -> None:
    row = congress()
    a.prepare(row)
    late = make.NOW + timedelta(days=(fed(row).due_on - make.NOW.date()).days + 1)

    with pytest.raises(StepClosed):
        a.handed_in(row, now=late)
    assert not Dossier.objects.exists()
    step = fed(row)
    season.reopen(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        until=date(2030, 8, 20),
        reason="mưa bão",
    )
    with pytest.raises(LateNeedsReason):
        a.handed_in(row, now=late)
    assert a.handed_in(row, now=late, late_reason="mưa bão").state == DossierState.WAITING


def test_a_dossier_that_met_is_not_handed_in_again() -> None:
    row = congress()
    a.prepare(row)
    made = a.handed_in(row)
    Dossier.objects.filter(pk=made.pk).update(state=DossierState.MET)

    with pytest.raises(DossierMet):
        a.handed_in(row)


def test_where_no_step_stands_for_the_dossier_that_of_the_appraisal_is_handed_in() -> None:
    _season, branch = make.association()
    row = make.congress(branch)
    a.prepare(row)

    assert a.handed_in(row).state == DossierState.WAITING
    assert fed_of_association(row).state == "submitted"


def test_where_the_rules_appraise_nothing_nothing_is_handed_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = congress()
    monkeypatch.setattr(parts, "kinds_of", lambda _congress: [])

    with pytest.raises(NothingAppraised):
        a.handed_in(row)


def fed_of_association(row: Congress) -> Step:
    rule = load("agm").procedures[row.procedure].fed_by(Feed.APPRAISAL_MET)
    assert rule is not None
    return make.step(row, rule.key)


def test_the_same_request_twice_is_one_dossier() -> None:
    row = congress()
    a.prepare(row)
    uuid = uuid4()
    given = {"actor": make.ACTOR, "now": make.NOW, "client_uuid": uuid}

    first = services.hand_in(row, draft=services.DossierDraft(), **given)  # type: ignore[arg-type]
    second = services.hand_in(row, draft=services.DossierDraft(), **given)  # type: ignore[arg-type]

    assert first == second
    assert Dossier.objects.count() == 1
