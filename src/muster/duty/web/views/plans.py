from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from muster.duty import services
from muster.duty.models import Plan, Post, Shift
from muster.duty.queries.naming import day_name, hours, post_name
from muster.duty.queries.plan_page import plan_page
from muster.duty.queries.risks import risks_at
from muster.duty.queries.windows import first_ahead, midnight
from muster.duty.rules import Can
from muster.duty.services.season import plan_window
from muster.duty.web.focus import branches_of, season_of
from muster.duty.web.forms import AddPostForm, PostForm, ShiftForm, VersionForm, WindowForm
from muster.duty.web.plan_file import plan_document
from muster.errors import DomainError
from muster.exchange.documents import paper_response
from muster.packs import Pack, load
from muster.season.models import Event, Season, SeasonUnit
from muster.shell.tables import Column, Table
from muster.tree.actors import actor_of
from muster.tree.clock import now, today
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

DAYS = 14


@needs(Can.READ_PLANS)
def plans(request: HttpRequest) -> HttpResponse:
    """Events of a window of days, each with its plan or the button that makes one."""
    season = season_of(request)
    form = _window(request, season)
    events = _events(request, season, form)
    wanted = Q(plan__posts__shifts__withdrawn_at__isnull=True)
    rows = events.select_related("season_unit", "venue", "plan").annotate(
        posts=Count("plan__posts", filter=wanted, distinct=True),
        shifts=Count(
            "plan__posts__shifts", filter=wanted & Q(plan__posts__shifts__of_vehicles=False)
        ),
        people=Sum(
            "plan__posts__shifts__head_count",
            filter=wanted & Q(plan__posts__shifts__of_vehicles=False),
        ),
    )
    table = Table(
        request,
        rows,
        (
            Column(
                "name",
                gettext_lazy("Event"),
                sort="season_unit__sort_key",
                value=lambda row: row.name,
                cell="duty/_event_cell.html",
                width=40,
            ),
            Column(
                "starts_at",
                gettext_lazy("Day"),
                sort="starts_at",
                value=lambda row: f"{day_name(row.starts_at)}, {hours(row.starts_at, row.ends_at)}",
            ),
            Column(
                "venue",
                gettext_lazy("Venue"),
                sort="venue__sort_key",
                value=lambda row: row.venue.name if row.venue else "",
            ),
            Column("posts", gettext_lazy("Posts"), sort="posts", kind="number"),
            Column("shifts", gettext_lazy("Shifts"), sort="shifts", kind="number"),
            Column("people", gettext_lazy("Places"), sort="people", kind="number"),
            Column(
                "state",
                gettext_lazy("Plan"),
                value=plan_state,
                cell="duty/_plan_state_cell.html",
            ),
        ),
        search=("season_unit__search_key", "venue__search_key"),
        order="starts_at",
        title=gettext_lazy("Plans"),
        name="plans",
    )
    counts = events.aggregate(
        total=Count("pk"),
        planned=Count("plan"),
        moved=Count(
            "plan",
            filter=~Q(plan__starts_at=F("starts_at")) | ~Q(plan__ends_at=F("ends_at")),
        ),
    )
    return table.respond(
        "duty/plans.html", {"form": form, "counts": counts, "season": season, "window": form}
    )


def plan_state(event: Event) -> str:
    """How far the plan of an event is, in a word or two."""
    plan = getattr(event, "plan", None)
    if plan is None:
        return _("no plan yet")
    if (plan.starts_at, plan.ends_at) != (event.starts_at, event.ends_at):
        return _("event was moved")
    return _("version %(version)s") % {"version": plan.version}


@require_POST
@needs(Can.CHANGE_PLANS)
def make_many(request: HttpRequest) -> HttpResponse:
    """Plan every event of the window that has no plan yet."""
    season = season_of(request)
    require(request.user, Can.CHANGE_PLANS, season)
    form = _window(request, season)
    made, skipped = plan_window(
        actor_of(request),
        season=season,
        starts_at=midnight(form.cleaned_data["first_on"]),
        ends_at=midnight(form.last_on),
        now=now(),
    )
    messages.success(
        request, ngettext("%(count)s plan made.", "%(count)s plans made.", made) % {"count": made}
    )
    for one in skipped[:5]:
        messages.warning(request, one.reason)
    return redirect(f"{reverse('duty:plans')}?{_window_query(form)}")


@require_POST
@needs(Can.CHANGE_PLANS)
def make(request: HttpRequest, event_id: int) -> HttpResponse:
    """Make the plan of one event, or time its posts again from the template."""
    event = get_object_or_404(
        scope(request.user, Event).select_related("season", "season_unit__group", "venue"),
        pk=event_id,
    )
    require(request.user, Can.CHANGE_PLANS, event)
    plan = services.make_plan(actor_of(request), event=event, now=now())
    return redirect("duty:plan", plan.pk)


@needs(Can.READ_PLANS)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: posts by ring, on the map, with their shifts and numbers."""
    found = _plan(request, plan_id)
    page = plan_page(found, pack=_pack(found))
    may_change = _may_change(request, found)
    form = AddPostForm(initial={"version": found.version, "heads": 1}, pack=_pack(found))
    about = {"page": page, "plan": found, "form": form, "may": may_change}
    return render(request, "duty/plan.html", {**about, "risks": risks_at(found.event)})


@require_GET
@needs(Can.READ_PLANS)
def plan_docx(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan as a Word file."""
    found = _plan(request, plan_id)
    rows = SeasonUnit.objects.select_related("season", "parent")
    unit = rows.get(season=found.event.season_id, unit=found.event.season.root_id)
    made = plan_document(unit, found, plan_page(found, pack=_pack(found)))
    return paper_response(request, made, name=f"{found.pk}-{found.event.name}")


@require_POST
@needs(Can.CHANGE_PLANS)
def add_post(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a post of a kind of the pack."""
    found = _plan(request, plan_id)
    require(request.user, Can.CHANGE_PLANS, found)
    form = AddPostForm(request.POST, pack=_pack(found))
    if not form.is_valid():
        page = plan_page(found, pack=_pack(found))
        about = {"page": page, "plan": found, "form": form, "may": True}
        about["risks"] = risks_at(found.event)
        return render(request, "duty/plan.html", about, status=422)
    services.add_post(
        actor_of(request),
        plan_id=found.pk,
        version=form.cleaned_data["version"],
        kind=form.cleaned_data["kind"],
        name=form.cleaned_data["name"],
        heads=form.cleaned_data["heads"],
        now=now(),
    )
    return redirect("duty:plan", found.pk)


@needs(Can.CHANGE_PLANS)
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Name and orders of a post."""
    found = get_object_or_404(
        scope(request.user, Post).select_related("plan__event__season_unit"), pk=post_id
    )
    require(request.user, Can.CHANGE_PLANS, found)
    form = PostForm(request.POST) if request.method == "POST" else PostForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_post(
                actor_of(request),
                post_id=found.pk,
                version=form.cleaned_data["version"],
                name=form.cleaned_data["name"],
                orders=form.lines,
                now=now(),
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("duty:plan", found.plan_id)
    status = 422 if form.errors else 200
    about = {"form": form, "post": found, "name": post_name(found)}
    return render(request, "duty/post.html", about, status=status)


@require_POST
@needs(Can.CHANGE_PLANS)
def withdraw(request: HttpRequest, post_id: int) -> HttpResponse:
    """Take a post out of its plan."""
    found = get_object_or_404(
        scope(request.user, Post).select_related("plan__event__season_unit"), pk=post_id
    )
    require(request.user, Can.CHANGE_PLANS, found)
    form = VersionForm(request.POST)
    form.is_valid()
    version = form.cleaned_data.get("version", 0)
    services.withdraw_post(actor_of(request), post_id=found.pk, version=version, now=now())
    return redirect("duty:plan", found.plan_id)


@needs(Can.CHANGE_PLANS)
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The figures of one shift."""
    found = get_object_or_404(
        scope(request.user, Shift)
        .filter(withdrawn_at__isnull=True)
        .select_related("post__plan__event__season_unit", "post__plan__event__season"),
        pk=shift_id,
    )
    require(request.user, Can.CHANGE_PLANS, found)
    pack, units = _pack(found.post.plan), branches_of(found.post.plan.event.season)
    if request.method == "POST":
        form = ShiftForm(request.POST, shift=found, pack=pack, units=units)
    else:
        form = ShiftForm(initial=ShiftForm.initial_of(found), shift=found, pack=pack, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_shift(
                actor_of(request),
                shift_id=found.pk,
                version=form.cleaned_data["version"],
                edit=form.edit(),
                now=now(),
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("duty:plan", found.post.plan_id)
    about = {"form": form, "shift": found, "name": post_name(found.post)}
    return render(request, "duty/shift.html", about, status=422 if form.errors else 200)


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    rows = scope(request.user, Plan).select_related(
        "event__season_unit__group", "event__season", "event__venue"
    )
    return get_object_or_404(rows, pk=plan_id)


def _may_change(request: HttpRequest, plan: Plan) -> bool:
    return is_allowed(request.user, Can.CHANGE_PLANS, plan)


def _pack(plan: Plan) -> Pack:
    return load(plan.pack, plan.pack_version)


def _window(request: HttpRequest, season: Season) -> WindowForm:
    """The window asked for, else the two weeks from the first event ahead."""
    given = request.POST if request.method == "POST" else request.GET
    form = WindowForm(given if "first_on" in given else None)
    if form.is_bound and form.is_valid():
        return form
    first = first_ahead(season, today=today())
    form = WindowForm({"first_on": first.isoformat(), "days": DAYS})
    form.is_valid()
    return form


def _window_query(form: WindowForm) -> str:
    return f"first_on={form.cleaned_data['first_on']:%Y-%m-%d}&days={form.cleaned_data['days']}"


def _events(request: HttpRequest, season: Season, form: WindowForm) -> QuerySet[Event]:
    first: date = form.cleaned_data["first_on"]
    return scope(request.user, Event).filter(
        season=season,
        is_cancelled=False,
        starts_at__gte=midnight(first),
        starts_at__lt=midnight(form.last_on + timedelta(days=1)),
    )
