"""Evidence, inspections, problems, snapshots: what is kept, and what is refused."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from tests import make_season as make

from muster.season import commands, errors, services
from muster.season.models import Evidence, Finding, Problem, Snapshot
from muster.season.services import FindingDraft
from muster.tree import clock

pytestmark = pytest.mark.django_db


def archive(name: str) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as inside:
        inside.writestr(name, "x")
    return file


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (make.pdf(), "application/pdf"),
        (BytesIO(b"\xff\xd8\xff\xe0"), "image/jpeg"),
        (BytesIO(b"\x89PNG\r\n\x1a\n"), "image/png"),
        (
            archive("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            archive("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (archive("a.txt"), "application/zip"),
        (BytesIO(b"PK\x03\x04 broken"), "application/octet-stream"),
        (BytesIO(b"<script>"), "application/octet-stream"),
        (BytesIO(b""), "application/octet-stream"),
    ],
)
def test_the_type_is_in_the_bytes(content: BytesIO, found: str) -> None:
    assert services.content_type_of(content) == found


def test_the_same_bytes_are_kept_once() -> None:
    step = make.step(make.congress(make.world().communes[0]), "plan")

    rows = [
        services.add_evidence(
            step, actor=make.ACTOR, now=make.NOW, name=f"{n}.pdf", content=make.pdf("a")
        )
        for n in range(2)
    ]

    assert rows[0] == rows[1]
    assert services.path_of(rows[0].sha256).read_bytes() == make.PDF + b"a"
    assert rows[0].size_bytes == len(make.PDF) + 1


def test_a_path_in_the_name_is_cut_off() -> None:
    step = make.step(make.congress(make.world().communes[0]), "plan")

    row = services.add_evidence(
        step, actor=make.ACTOR, now=make.NOW, name="../../etc/passwd", content=make.pdf("b")
    )

    assert row.name == "passwd"


def test_a_file_beyond_the_limit_is_refused_and_not_kept() -> None:
    step = make.step(make.congress(make.world().communes[0]), "plan")
    limit = make.rules().evidence["signed_paper"].max_mb * 1024 * 1024
    fits = BytesIO(make.PDF.ljust(limit, b"0"))
    too_large = BytesIO(make.PDF.ljust(limit + 1, b"0"))

    services.add_evidence(step, actor=make.ACTOR, now=make.NOW, name="a.pdf", content=fits)
    with pytest.raises(errors.EvidenceTooLarge):
        services.add_evidence(step, actor=make.ACTOR, now=make.NOW, name="b.pdf", content=too_large)

    assert Evidence.objects.count() == 1


def test_a_renamed_program_is_refused() -> None:
    step = make.step(make.congress(make.world().communes[0]), "plan")

    with pytest.raises(errors.EvidenceWrongType) as refused:
        services.add_evidence(
            step, actor=make.ACTOR, now=make.NOW, name="a.pdf", content=BytesIO(b"MZ\x90")
        )

    assert refused.value.code == "season.evidence_wrong_type"


def test_nothing_is_added_to_an_accepted_step() -> None:
    step = make.finish(make.step(make.congress(make.world().communes[0]), "plan"))

    with pytest.raises(errors.EvidenceFixed):
        services.add_evidence(
            step, actor=make.ACTOR, now=make.NOW, name="a.pdf", content=make.pdf()
        )


def test_a_scan_is_attached_to_every_step_of_the_paper() -> None:
    congress = make.congress(make.world().communes[0])
    steps = [make.step(congress, "plan"), make.step(congress, "drafts")]

    services.report_on_paper(
        [services.PaperCell(step, step.version) for step in steps],
        actor=make.ACTOR,
        now=make.NOW,
        paper="BC 15",
        scan=make.pdf("scan"),
        scan_name="bc15.pdf",
    )

    assert Evidence.objects.values("sha256").distinct().count() == 1
    assert Evidence.objects.count() == 2


def test_a_finding_gets_its_owner_and_day_from_the_pack() -> None:
    congress = make.congress(make.world().communes[0])
    rules = make.rules()
    checklist = next(iter(rules.checklists.values()))
    item = next(iter(checklist.items.values()))

    services.record_inspection(
        congress,
        actor=make.ACTOR,
        now=make.NOW,
        checklist=checklist.key,
        visited_on=date(2030, 6, 3),
        visited_by="Tổ kiểm tra",
        findings=[FindingDraft(item=item.key, result="stop", text="cửa khóa")],
    )

    finding = Finding.objects.get()
    assert finding.owner == congress.season_unit.name
    assert finding.due_on == date(2030, 6, 3) + timedelta(
        days=rules.severities[item.severity].cure_days
    )


def test_a_finding_is_cured_once_and_with_proof() -> None:
    finding = make.visit(make.congress(make.world().communes[0]))

    with pytest.raises(errors.ReasonMissing):
        services.cure(finding, actor=make.ACTOR, now=make.NOW, proof="")
    services.cure(finding, actor=make.ACTOR, now=make.NOW, proof="ảnh 5/6")
    with pytest.raises(errors.AlreadyCured):
        services.cure(finding, actor=make.OTHER, now=make.NOW, proof="ảnh 6/6")

    finding.refresh_from_db()
    assert (finding.cured_by, finding.proof) == (make.ACTOR.name, "ảnh 5/6")


def test_a_problem_goes_up_a_level_each_time_it_is_overdue() -> None:
    """Due on 10/6: on the 11th the district passes it to the province, which keeps it."""
    world = make.world()
    row = make.problem(make.congress(world.communes[0]))
    on_time = datetime(2030, 6, 10, 16, 0, tzinfo=UTC)
    overdue = datetime(2030, 6, 10, 17, 0, tzinfo=UTC)

    passed = [
        services.pass_up_overdue(world.season, actor=make.ACTOR, now=moment)
        for moment in (on_time, overdue, overdue, overdue + timedelta(days=9))
    ]

    row.refresh_from_db()
    assert passed == [0, 1, 0, 0]
    assert (row.held_by, row.passed_up, row.due_on) == (world.top, 1, date(2030, 6, 14))
    with pytest.raises(errors.NobodyAbove):
        services.pass_up(row, actor=make.ACTOR, now=overdue)


def test_a_problem_is_solved_once() -> None:
    row = make.problem(make.congress(make.world().communes[0]))

    services.solve(row, actor=make.ACTOR, now=make.NOW, solution="đổi hội trường")

    with pytest.raises(errors.AlreadySolved):
        services.solve(row, actor=make.OTHER, now=make.NOW, solution="khác")
    assert Problem.objects.get().solution == "đổi hội trường"


def test_a_day_is_taken_once_and_never_changes() -> None:
    world = make.world()
    services.take_snapshot(world.season, actor=make.ACTOR, now=make.NOW)

    with pytest.raises(errors.SnapshotTaken):
        services.take_snapshot(world.season, actor=make.ACTOR, now=make.NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Snapshot.objects.update(total=7)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Snapshot.objects.all().delete()


def test_the_verbs_of_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make.world()
    monkeypatch.setattr(clock, "now", lambda: make.NOW)

    codes = [
        commands.main(["rebuild-counters"]),
        commands.main(["snapshot", world.season.key]),
        commands.main(["snapshot", world.season.key]),
        commands.main(["pass-up-problems"]),
        commands.main(["snapshot", "no-such-season"]),
    ]

    assert codes == [0, 0, 0, 0, 1]
    assert capsys.readouterr().out.count(world.season.key) == 4
    assert Snapshot.objects.count() == 3
