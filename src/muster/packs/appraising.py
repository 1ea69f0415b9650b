"""What the schema alone cannot say of an appraisal: it must be possible to go through with it."""

from collections.abc import Iterator

from muster.packs.layouts import available
from muster.packs.schema.appraisal import LeadsTo
from muster.packs.schema.pack import Pack
from muster.packs.schema.procedure import Feed

Finding = tuple[tuple[str, ...], str]


def appraisal_findings(pack: Pack) -> Iterator[Finding]:
    """Where the appraisal of a pack does not hang together, with what is wanted."""
    one = pack.appraisal
    if one.layout is not None and one.layout not in available():
        yield ("appraisal", "layout"), f"wanted: one of {', '.join(available())}"
    if not any(kind.leads_to is LeadsTo.MET for kind in one.conclusions.values()):
        yield ("appraisal", "conclusions"), 'wanted: one with leads_to = "met"'
    yield from _documents(pack)
    yield from _steps(pack)


def _documents(pack: Pack) -> Iterator[Finding]:
    """Each appraised kind has exactly one rubric and some kind of team."""
    one = pack.appraisal
    for key, document in pack.documents.items():
        if not document.appraised:
            continue
        own = [rubric.key for rubric in one.rubrics.values() if key in rubric.documents]
        rest = [rubric.key for rubric in one.rubrics.values() if not rubric.documents]
        if len(own or rest) != 1:
            yield ("appraisal", "rubrics"), f"wanted: one rubric for {key!r}; found {own or rest}"
        if not any(team.takes(key) for team in one.teams.values()):
            yield ("appraisal", "teams"), f"wanted: a team that appraises {key!r}"


def _steps(pack: Pack) -> Iterator[Finding]:
    for procedure in pack.procedures.values():
        for feed in (Feed.DOSSIER_COMPLETE, Feed.APPRAISAL_MET):
            fed = [step.key for step in procedure.steps.values() if step.fed_by is feed]
            if len(fed) > 1:
                path = ("procedures", procedure.key, "steps")
                yield path, f"wanted: at most one step fed by {feed.value!r}; found {fed}"
