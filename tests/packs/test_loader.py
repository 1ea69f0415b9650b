from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from pydantic import ValidationError

from muster.errors import DomainError
from muster.packs import (
    Feed,
    Milestone,
    Pack,
    PackInvalid,
    PackUnknown,
    RuleUnknown,
    StepState,
    VersionUnknown,
    available,
    check,
    load,
)
from muster.packs.loader import ROOT

Edit = Callable[[str, str, str], Path]


@pytest.fixture(params=["vn-party-2025", "agm"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


def faults_of(root: Path) -> list[str]:
    return [str(fault) for fault in check("agm", root=root)]


def test_both_packs_are_installed_and_whole() -> None:
    assert [(ref.key, ref.version) for ref in available()] == [("agm", "1"), ("vn-party-2025", "1")]
    assert [list(check(ref.key, ref.version)) for ref in available()] == [[], []]


def test_every_rule_says_where_it_comes_from_and_whether_it_was_checked(pack: Pack) -> None:
    rules = pack.rules()

    assert len(rules) > 100
    for path, rule in rules:
        assert rule.source, path
        assert rule.valid_to is None or rule.valid_from <= rule.valid_to, path
        assert isinstance(rule.verified, bool), path


def test_names_are_there_in_both_languages_and_differ(pack: Pack) -> None:
    assert pack.name.vi != pack.name.en
    assert str(pack.name) in (pack.name.vi, pack.name.en)
    assert pack.name.say("vi") == pack.name.vi
    assert pack.name.say("fr") == pack.name.en


def test_every_tier_has_a_procedure_that_reaches_the_three_milestones(pack: Pack) -> None:
    for tier in pack.tiers:
        procedure = pack.procedure_for(tier)
        assert {procedure.at(milestone).milestone for milestone in Milestone} == set(Milestone)


def test_the_first_users_board_has_the_columns_of_the_office() -> None:
    procedure = load("vn-party-2025").procedure_for("above_grassroots")

    heads = [step.label.vi for step in procedure.steps.values() if step.column]

    assert heads == [
        "Kế hoạch",
        "Văn kiện",
        "Góp ý",
        "Nhân sự",
        "Trình hồ sơ",
        "Cấp trên duyệt",
        "Hoàn thiện sau duyệt",
        "Khảo sát địa điểm",
        "Phương án bảo vệ",
        "Đại biểu",
        "Đại hội",
        "Báo cáo",
        "Chuẩn y",
    ]


def test_cells_have_a_shorter_procedure_that_shares_its_columns() -> None:
    pack = load("vn-party-2025")
    short, full = pack.procedure_for("cell"), pack.procedure_for("grassroots")

    assert set(short.steps) < set(full.steps)
    assert len(short.steps) == 7


def test_a_procedure_like_another_keeps_what_it_does_not_say() -> None:
    pack = load("vn-party-2025")
    base, above = pack.procedures["grassroots"], pack.procedures["above_grassroots"]

    assert list(above.steps) == list(base.steps)
    assert (base.steps["plan"].offset_days, above.steps["plan"].offset_days) == (-75, -105)
    assert above.steps["plan"].documents == base.steps["plan"].documents


def test_another_pack_may_count_another_state() -> None:
    assert load("vn-party-2025").procedure_for("cell").board_counts is StepState.ACCEPTED
    assert load("agm").procedure_for("branch").board_counts is StepState.CHECKED


def test_a_capability_finds_the_step_it_feeds_without_knowing_its_key(pack: Pack) -> None:
    fed = [one.fed_by(Feed.VENUE_CHECKED) for one in pack.procedures.values()]

    assert any(step is not None and step.checklist in pack.checklists for step in fed)


def test_a_step_without_its_content_does_not_apply() -> None:
    pack = load("vn-party-2025")
    procedure = pack.procedure_for("grassroots")

    without = procedure.steps_for(contents=pack.agendas["two"].contents)
    whole = procedure.steps_for(contents=pack.default_agenda.contents)

    assert {step.key for step in whole} - {step.key for step in without} == {"personnel"}


@pytest.mark.parametrize(
    ("people", "size"), [(0, "tiny"), (49, "tiny"), (50, "small"), (299, "middle"), (300, "large")]
)
def test_sizes_meet_at_their_bounds(people: int, size: str) -> None:
    assert load("vn-party-2025").size_for(people).key == size


@pytest.mark.parametrize(("members", "form"), [(199, "all_members"), (200, "delegates")])
def test_who_meets_depends_on_the_members(members: int, form: str) -> None:
    assert load("vn-party-2025").form_for(members).key == form


def test_one_edge_kind_carries_the_season_and_one_event_is_the_congress(pack: Pack) -> None:
    assert pack.season_edge.carries_season
    assert pack.congress_event.congress


def test_a_pack_cannot_be_changed(pack: Pack) -> None:
    with pytest.raises(ValidationError):
        pack.key = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        pack.tiers["new"] = next(iter(pack.tiers.values()))  # type: ignore[index]


def test_it_is_read_once(pack: Pack) -> None:
    assert load(pack.key) is load(pack.key)


def test_versions_stand_side_by_side_and_the_newest_is_the_default(tmp_path: Path) -> None:
    for version in ("1", "2", "10"):
        copytree(ROOT / "agm" / "1", tmp_path / "agm" / version)

    assert load("agm", root=tmp_path).version == "10"
    assert load("agm", "2", root=tmp_path).version == "2"
    with pytest.raises(VersionUnknown) as refusal:
        load("agm", "3", root=tmp_path)
    assert refusal.value.code == "packs.version_unknown"
    assert "1, 2, 10" in str(refusal.value)


def test_an_unknown_pack_is_refused_with_the_nearest() -> None:
    with pytest.raises(PackUnknown) as refusal:
        load("vn-party-2052")

    assert refusal.value.code == "packs.unknown"
    assert "vn-party-2025" in str(refusal.value)


@pytest.mark.parametrize("key", ["..", "../agm", "/etc", ""])
def test_a_path_is_not_a_pack(key: str) -> None:
    with pytest.raises(PackUnknown):
        load(key)


def test_an_unknown_rule_is_refused_with_the_nearest_and_is_a_key_error() -> None:
    tiers = load("vn-party-2025").tiers

    with pytest.raises(RuleUnknown, match="grassroots") as refusal:
        tiers["grasroots"]

    assert isinstance(refusal.value, KeyError | DomainError)
    assert refusal.value.code == "packs.rule_unknown"
    assert tiers.get("nothing") is None
    assert "nothing" not in tiers


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        (
            "meeting.toml",
            "max_days = 0.5",
            "max_dayz = 0.5",
            "agm/1/meeting.toml: tiers.branch.max_dayz: unknown key. Did you mean “max_days”?",
        ),
        (
            "meeting.toml",
            "level = 1",
            'level = "one"',
            "agm/1/meeting.toml: tiers.branch.level: wanted: a valid integer; found 'one'",
        ),
        (
            "meeting.toml",
            'default_size = "room"',
            'default_size = "rooom"',
            "tiers.branch.default_size: 'rooom' is not in [sizes]. Did you mean “room”?",
        ),
        (
            "meeting.toml",
            'depends_on = ["books", "candidates", "hire"]',
            'depends_on = ["bocks"]',
            "notice.depends_on: 'bocks' is not a step here. Did you mean “books”?",
        ),
        (
            "meeting.toml",
            'evidence = [{ kind = "scan" }]',
            'evidence = [{ kind = "skan" }]',
            "procedures.branch.steps.books.evidence.0.kind: 'skan' is not in [evidence].",
        ),
        (
            "meeting.toml",
            'milestone = "ratified"',
            "",
            "wanted: one step with milestone 'ratified'; found 0",
        ),
        (
            "meeting.toml",
            "least_days = 5\n",
            "least_days = 50\n",
            "wanted: least_days at most duration_days (14)",
        ),
        (
            "meeting.toml",
            "verified = false\n",
            "",
            "tiers.branch.verified: is missing; state it here or in the file's [rule] table",
        ),
        (
            "meeting.toml",
            "[rule]",
            '[rule]\nauthor = "x"',
            "agm/1/meeting.toml: rule.author: unknown key.",
        ),
        (
            "meeting.toml",
            'like = "branch"',
            'like = "brunch"',
            "procedures.association.like: wanted: an entry before this one. Did you mean “branch”?",
        ),
        (
            "meeting.toml",
            "carries_season = true",
            "carries_season = false",
            "edge_kinds: wanted: exactly one entry with carries_season = true; found 0",
        ),
        (
            "meeting.toml",
            "max_people = 79",
            "max_people = 70",
            "sizes.room.max_people: wanted: 79",
        ),
        (
            "stewards.toml",
            "max_break_min = 90",
            "max_break_min = 660",
            "duty: wanted: max_break_min below min_rest_min (660)",
        ),
        (
            "stewards.toml",
            "[rings.inside]",
            "[rings.Inside]",
            "rings.Inside",
        ),
        (
            "stewards.toml",
            "extra = { contested = 2 }",
            "extra = { contestet = 2 }",
            "'contestet' is not in [risks]. Did you mean “contested”?",
        ),
        (
            "control.toml",
            'letters = "mc"',
            'letters = "ok"',
            "day_stages: wanted: other letters for each; 'ok' stand 2 times",
        ),
        ("pack.toml", "time_zone =", "time_sone =", "agm/1/pack.toml: time_sone: unknown key."),
        ("pack.toml", "name = {", 'key = "agm"\nname = {', "key: not to be stated"),
        ("pack.toml", "name = {", "name = [", "agm/1/pack.toml: wanted: TOML in UTF-8;"),
        ("pack.toml", "[season]", "[tiers.branch]\n[season]", "tiers.branch: already in"),
    ],
)
def test_a_fault_names_file_key_and_what_is_wanted(
    edited: Edit, file: str, old: str, new: str, wanted: str
) -> None:
    root = edited(file, old, new)

    assert any(wanted in fault for fault in faults_of(root)), faults_of(root)
    with pytest.raises(PackInvalid) as refusal:
        load("agm", root=root)
    assert refusal.value.code == "packs.invalid"
    assert wanted in str(refusal.value)


def test_steps_that_wait_for_each_other_are_refused_by_name(edited: Edit) -> None:
    root = edited("meeting.toml", "least_days = 5\n", 'least_days = 5\ndepends_on = ["notice"]\n')

    (fault, *_) = faults_of(root)

    assert "steps wait for each other: " in fault
    assert "books" in fault
    assert "notice" in fault


def test_the_digest_follows_the_rules_and_not_their_layout(edited: Edit) -> None:
    whole = load("agm").digest

    commented = load("agm", root=edited("pack.toml", "[season]", "# nothing\n\n[season]")).digest
    assert commented == whole
    load.cache_clear()
    changed = load("agm", root=edited("meeting.toml", "offset_days = -45", "offset_days = -46"))
    assert changed.digest != whole


def test_the_digest_follows_the_order_of_entries(edited: Edit) -> None:
    paperwork, day = "[groups.paperwork]", "[groups.day]"
    first = '{ vi = "Giấy tờ", en = "Paperwork" }\n'
    second = '{ vi = "Ngày họp", en = "The day" }\n'
    whole = f"{paperwork}\nname = {first}{day}\nname = {second}"
    turned = f"{day}\nname = {second}{paperwork}\nname = {first}"

    assert load("agm", root=edited("meeting.toml", whole, turned)).digest != load("agm").digest


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    district = load("vn-party-2025").unit_kinds["district"]
    last = district.valid_to

    assert last is not None
    assert district.in_force(last)
    assert not district.in_force(last.replace(month=7, day=1))
    assert district.in_force(district.valid_from)


def test_uncertain_values_of_the_facts_are_not_called_verified() -> None:
    pack = load("vn-party-2025")
    verified = {path for path, rule in pack.rules() if rule.verified}

    assert "tiers.grassroots.deadlines.held" in verified
    assert not any(path.startswith(("procedures", "duty", "posts", "plans")) for path in verified)
    assert not any(path.endswith(("reported", "ratified")) for path in verified)


def test_task_sets_hang_together(edited: Edit) -> None:
    root = edited("office.toml", 'after = "close_accounts"', 'after = "examine_accounts"')

    (fault,) = faults_of(root)

    assert "task_sets.branch_meeting.tasks: tasks wait for each other: examine_accounts" in fault


@pytest.mark.parametrize(
    ("old", "new", "path", "wanted"),
    [
        ('after = "write_paper"', 'after = "x"', "send_paper.after", "'x' is not a task here"),
        ('step = "books"', 'step = "x"', "close_accounts.step", "'x' is not a step of its tiers"),
        (
            'offset_days = -21, after = "call_candidates"',
            'offset_days = -21, after = "write_paper"',
            "check_candidates.after",
            "'write_paper' is made for each; this task is not",
        ),
        (
            'offset_days = -20, each = "document"',
            "offset_days = -20",
            "write_paper",
            "wanted: {each} in the name exactly where `each` says for what",
        ),
    ],
)
def test_a_fault_of_a_task_is_named(
    edited: Edit, old: str, new: str, path: str, wanted: str
) -> None:
    found = faults_of(edited("office.toml", old, new))

    assert any(f"tasks.{path}: {wanted}" in fault for fault in found), found


def test_a_register_writes_the_symbol_of_what_goes_out(edited: Edit) -> None:
    found = faults_of(edited("office.toml", '"{mark}/{number}"', '"{mark}/{year}"'))

    assert any("wanted: a symbol of ['kind', 'mark', 'number']" in fault for fault in found)
