"""What the schema alone cannot say: named keys must exist, and the pack must hang together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from muster.engines.schedule import CycleError, in_order
from muster.packs.appraising import appraisal_findings
from muster.packs.errors import hint
from muster.packs.layouts import available
from muster.packs.schema.base import Ref
from muster.packs.schema.control import TeamState
from muster.packs.schema.office import TaskKind, TaskSet
from muster.packs.schema.pack import Pack
from muster.packs.schema.phone import PhonePart
from muster.packs.schema.procedure import Desk, Milestone, Procedure
from muster.packs.schema.reporting import By, ReportForm

LEAST_LEVEL_OF_SILENCE = 2
LEAST_COMPANY = 2
Finding = tuple[tuple[str, ...], str]


def dangling(pack: Pack) -> list[Finding]:
    """Every key path at which a validated pack does not hang together, with what is wanted."""
    return [
        *_references(pack, pack, ()),
        *_exactly_one(pack),
        *_covered(pack),
        *(finding for one in pack.procedures.values() for finding in _procedure(one)),
        *_sizes(pack),
        *(finding for one in pack.task_sets.values() for finding in _tasks(pack, one)),
        *(finding for one in pack.report_forms.values() for finding in _report(pack, one)),
        *_layouts(pack),
        *appraisal_findings(pack),
        *_room(pack),
        *_phone(pack),
    ]


def _references(pack: Pack, value: Any, path: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            ref = _ref(info)
            if ref is not None:
                yield from _unknown(pack, ref, inner, (*path, name))
            yield from _references(pack, inner, (*path, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _references(pack, inner, (*path, str(key)))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _references(pack, inner, (*path, str(place)))


def _ref(info: FieldInfo) -> Ref | None:
    """The table that a field's text, its list or its keys point into."""
    for mark in info.metadata:
        if isinstance(mark, Ref):
            return mark
    return _ref_within(info.annotation)


def _ref_within(annotation: Any) -> Ref | None:
    if get_origin(annotation) is Annotated:
        return next((mark for mark in get_args(annotation)[1:] if isinstance(mark, Ref)), None)
    found = (_ref_within(argument) for argument in get_args(annotation))
    return next((ref for ref in found if ref is not None), None)


def _unknown(pack: Pack, ref: Ref, value: Any, path: tuple[str, ...]) -> Iterator[Finding]:
    table: Mapping[str, Any] = getattr(pack, ref.table)
    named = (value,) if isinstance(value, str) else tuple(value or ())
    for key in named:
        if key not in table:
            yield path, f"{key!r} is not in [{ref.table}]. {hint(str(key), table)}"


def _exactly_one(pack: Pack) -> Iterator[Finding]:
    marks = (
        ("edge_kinds", "carries_season"),
        ("events", "congress"),
        ("agendas", "default"),
        ("grades", "default"),
        ("incident_states", "first"),
    )
    for table, mark in marks:
        count = sum(getattr(entry, mark) for entry in getattr(pack, table).values())
        if count != 1:
            yield (table,), f"wanted: exactly one entry with {mark} = true; found {count}"


def _covered(pack: Pack) -> Iterator[Finding]:
    """Each tier has one procedure, each desk a name, each event kind and size a plan."""
    for tier in pack.tiers:
        holders = [one.key for one in pack.procedures.values() if tier in one.tiers]
        if len(holders) != 1:
            yield ("tiers", tier), f"wanted: one procedure for this tier; found {holders or 'none'}"
    for desk in Desk:
        if desk not in pack.desks:
            yield ("desks", desk.value), "is missing"
    planned = {(plan.event, size) for plan in pack.plans.values() for size in plan.sizes}
    congress = next((kind.key for kind in pack.events.values() if kind.congress), "")
    for size in pack.sizes:
        if (congress, size) not in planned:
            yield ("plans",), f"wanted: a plan of the congress for size {size!r}"


def _procedure(one: Procedure) -> Iterator[Finding]:
    path = ("procedures", one.key, "steps")
    for milestone in Milestone:
        count = sum(step.milestone is milestone for step in one.steps.values())
        if count != 1:
            yield path, f"wanted: one step with milestone {milestone.value!r}; found {count}"
    strangers = [
        (step.key, key)
        for step in one.steps.values()
        for key in step.depends_on
        if key not in one.steps
    ]
    for step_key, key in strangers:
        where = (*path, step_key, "depends_on")
        yield where, f"{key!r} is not a step here. {hint(key, one.steps)}"
    if not strangers:
        yield from _circle(one, path)


def _circle(one: Procedure, path: tuple[str, ...]) -> Iterator[Finding]:
    try:
        in_order({step.key: step.depends_on for step in one.steps.values()})
    except CycleError as error:
        yield path, f"steps wait for each other: {' -> '.join(error.cycle)}"


def _layouts(pack: Pack) -> Iterator[Finding]:
    """Layout rules that are named are there."""
    named: list[tuple[tuple[str, ...], str]] = [(("papers", "layout"), pack.papers.layout)]
    named += [
        (("registers", one.key, "layout"), one.layout)
        for one in pack.registers.values()
        if one.layout is not None
    ]
    for path, key in named:
        if key not in available():
            yield path, f"wanted: one of {', '.join(available())}"


def _sizes(pack: Pack) -> Iterator[Finding]:
    """Sizes follow each other without a hole, the last one open."""
    sizes = list(pack.sizes.values())
    for size, following in pairwise(sizes):
        if size.max_people is None or size.max_people + 1 != following.min_people:
            yield ("sizes", size.key, "max_people"), f"wanted: {following.min_people - 1}"
    if sizes and sizes[-1].max_people is not None:
        yield ("sizes", sizes[-1].key, "max_people"), "wanted: none for the last size"


def _tasks(pack: Pack, one: TaskSet) -> Iterator[Finding]:
    """Tasks follow tasks of their set, in no circle, and hang under steps of their tiers."""
    path = ("task_sets", one.key, "tasks")
    for task in one.tasks.values():
        yield from _task(pack, one, task, (*path, task.key))
    known = {key: (task.after or "",) for key, task in one.tasks.items()}
    waits = {
        key: [after for after in before if after in one.tasks] for key, before in known.items()
    }
    try:
        in_order(waits)
    except CycleError as error:
        yield path, f"tasks wait for each other: {' -> '.join(error.cycle)}"


def _task(pack: Pack, one: TaskSet, task: TaskKind, path: tuple[str, ...]) -> Iterator[Finding]:
    if task.after is not None and task.after not in one.tasks:
        yield (*path, "after"), f"{task.after!r} is not a task here. {hint(task.after, one.tasks)}"
    elif task.after is not None and one.tasks[task.after].each not in (None, task.each):
        yield (*path, "after"), f"{task.after!r} is made for each; this task is not"
    if task.step is None:
        return
    steps = {step for tier in one.tiers for step in pack.procedure_for(tier).steps}
    if task.step not in steps:
        yield (*path, "step"), f"{task.step!r} is not a step of its tiers. {hint(task.step, steps)}"


def _report(pack: Pack, one: ReportForm) -> Iterator[Finding]:
    """What a field is made of stands in a form that its own form collects, with the same kind."""
    below = [pack.report_forms[key] for key in one.collects if key in pack.report_forms]
    for field in one.fields.values():
        path = ("report_forms", one.key, "fields", field.key, "of")
        if field.by is None or not below:
            continue
        for key in field.of if field.by is By.COUNT else field.sources:
            kinds = {form.fields[key].kind for form in below if key in form.fields}
            if not kinds:
                yield path, f"{key!r} is not a field of {', '.join(one.collects)}"
            elif field.by is not By.COUNT and kinds != {field.kind}:
                yield path, f"{key!r} is a {', '.join(sorted(kinds))} below, not a {field.kind}"


def _phone(pack: Pack) -> Iterator[Finding]:
    """Each part of what a phone is told bears a known grade; the emergency button outranks all."""
    rules = pack.phone
    for part in PhonePart:
        grade = rules.grades.get(part)
        if grade not in pack.grades:
            yield ("phone", "grades", part.value), f"wanted: a grade; found {grade!r}"
    kind = pack.line_kinds.get(rules.emergency)
    incident = pack.incident_types.get(kind.incident or "") if kind else None
    if incident is None or pack.priorities[incident.priority].level != 1:
        yield ("phone", "emergency"), "wanted: a kind whose incident has a priority of level 1"


def _room(pack: Pack) -> Iterator[Finding]:
    """Every state of a team has its rule; no two things of a log line are called the same."""
    for state in TeamState:
        if state not in pack.team_states:
            yield ("team_states", state.value), "is missing"
    for table in ("incident_types", "line_kinds", "line_templates"):
        codes = Counter(entry.code for entry in getattr(pack, table).values())
        for code, count in codes.items():
            if count > 1:
                yield (table,), f"wanted: each code once; {code!r} stands {count} times"
    yield from _lost_contact(pack)
    yield from _day(pack)


def _day(pack: Pack) -> Iterator[Finding]:
    """Each stage has one time, one key and its letters; the force leaves with the last one."""
    codes = Counter(stage.code for stage in pack.day_stages.values())
    letters = Counter(stage.letters for stage in pack.day_stages.values())
    letters.update((pack.day.well_letters, pack.day.trouble_letters))
    for said, count in letters.items():
        if count > 1:
            yield ("day_stages",), f"wanted: other letters for each; {said!r} stand {count} times"
    for key, stage in pack.day_stages.items():
        if (stage.after_start_min is None) == (stage.after_end_min is None):
            yield ("day_stages", key), "wanted: either after_start_min or after_end_min"
        if codes[stage.code] > 1:
            yield ("day_stages", key, "code"), f"wanted: each code once; {stage.code!r} stands more"
    withdrawing = [key for key, stage in pack.day_stages.items() if stage.withdraws]
    if withdrawing != list(pack.day_stages)[-1:]:
        yield ("day_stages",), "wanted: the last stage, and no other, withdraws the force"


def _lost_contact(pack: Pack) -> Iterator[Finding]:
    """A patient and a fire come before a silent post, and nobody goes to one alone."""
    lost = pack.incident_types.get(pack.control.lost_contact)
    if lost is None or lost.priority not in pack.priorities:
        return
    if pack.priorities[lost.priority].level < LEAST_LEVEL_OF_SILENCE:
        yield ("control", "lost_contact"), "wanted: a priority below the first, that of life"
    if lost.heads < LEAST_COMPANY:
        yield ("incident_types", lost.key, "heads"), "wanted: 2 at least; nobody goes alone"
