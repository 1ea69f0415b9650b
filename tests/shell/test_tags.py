import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

import muster.shell
import muster.site
from muster.shell.charts import Bin, Curve, MapPoint, histogram
from muster.shell.jobs import seconds_left
from muster.shell.tables import Column, Table

NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
TEMPLATES = [
    path
    for package in (muster.shell, muster.site)
    for path in Path(package.__path__[0]).rglob("templates/**/*.html")
]


def drawn(text: str, **context: Any) -> str:
    return Template("{% load shell %}" + text).render(Context(context))


def test_a_mark_has_a_shape_and_a_word() -> None:
    text = drawn('{% mark "late" word %}', word="<3 days")
    assert 'href="#m-late"' in text
    assert '<span class="vh">&lt;3 days</span>' in text


def test_an_unknown_state_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        drawn('{% mark "lost" %}')


def test_every_state_has_its_shape_in_the_sprite() -> None:
    from muster.shell.templatetags.shell import WORDS  # a library of tags, not of names

    sprite = drawn('{% include "shell/_marks.html" %}')
    assert set(re.findall(r'id="m-([\w-]+)"', sprite)) == set(WORDS)


def test_a_bar_is_drawn_in_shares_of_its_whole() -> None:
    text = drawn('{% bar 640 done=480 late=8 label="480 of 640" %}')
    assert re.findall(r'width="([\d.]+)"', text) == ["75.00", "1.25"]
    assert 'aria-label="480 of 640"' in text


def test_a_bar_of_nothing_is_empty() -> None:
    assert "<rect" not in drawn("{% bar 0 done=0 %}")


def test_a_chart_is_written_with_points_in_every_language() -> None:
    text = drawn("{% drawing d %}", d=histogram([Bin(label="a", count=3)], label="x"))
    assert not re.search(r'(x|y|width|height)="\d+,\d', text)
    assert 'role="img"' in text


def test_a_map_brings_its_places_as_data_and_as_a_drawing() -> None:
    places = [MapPoint(lon=106, lat=10, label="</script><b>")]
    text = drawn('{% venue_map p label="Places" %}', p=places)
    assert '<script id="map" type="application/json">' in text
    assert "</script><b>" not in text
    assert "<circle" in text


def test_a_chart_to_walk_through_brings_its_days_as_data() -> None:
    lines = [Curve(name="</script>", values=[(NOW.date(), 3)], kind="done", is_dashed=True)]
    text = drawn("{% explore d lines %}", d=histogram([], label="x"), lines=lines)
    held = text.split('<script id="explored" type="application/json">')[1].split("</script>")[0]
    name = "</script>"
    assert json.loads(held) == [
        {"name": name, "kind": "done", "dashed": True, "values": [["2030-08-16", 3]]}
    ]


class Paper(forms.Form):
    title = forms.CharField(label="Title", help_text="short")
    is_final = forms.BooleanField(label="Final", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    form = Paper({"title": "", "token": "t", "is_final": "on"})
    form.add_error(None, "Refused")
    text = drawn("{% fields form %}", form=form)
    assert 'aria-invalid="true"' in text
    assert 'role="alert"' in text
    assert "Refused" in text
    assert 'value="t"' in text
    assert "checked" in text


def test_help_can_be_left_out() -> None:
    assert "short" in drawn("{% fields form %}", form=Paper())
    assert "short" not in drawn("{% fields form help=False %}", form=Paper())


def test_a_table_shows_its_rows_and_its_way_to_excel() -> None:
    request = RequestFactory().get("/x", {"q": "<b>", "kind": "late"})
    rows = [{"name": "<b>bold</b>"}]
    shown = Table(
        request, rows, [Column("name", "Name", sort="name")], title="T", name="t", search=("name",)
    )
    text = drawn("{% table t %}", t=shown)
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "format=xlsx" in text
    assert '<input type="hidden" name="kind" value="late">' in text


def test_a_table_without_rows_says_so() -> None:
    shown = Table(
        RequestFactory().get("/x"),
        [],
        [Column("name", "Name")],
        title="T",
        name="t",
        empty="made by you",
    )
    assert "made by you" in drawn("{% table t %}", t=shown)


@dataclass
class Work:
    """As much of a job as its panel reads."""

    kind: str = "duty.solve"
    state: str = "running"
    progress: float = 0.25
    message: str = "<i>"
    started_at: datetime | None = NOW - timedelta(seconds=60)
    cancel_requested_at: datetime | None = None


def test_running_work_says_how_long_still_and_can_be_stopped() -> None:
    text = drawn('{% job_panel job panel_url="/p" cancel_url="/c" now=now %}', job=Work(), now=NOW)
    assert seconds_left(Work(), now=NOW) == 180
    assert 'data-job="/p"' in text
    assert 'action="/c"' in text
    assert "data-ended" not in text
    assert "&lt;i&gt;" in text


def test_ended_work_leads_to_its_result_and_cannot_be_stopped() -> None:
    text = drawn(
        '{% job_panel job panel_url="/p" cancel_url="/c" next_url="/r" %}', job=Work(state="done")
    )
    assert "data-ended" in text
    assert 'data-next="/r"' in text
    assert 'action="/c"' not in text


def test_failed_work_leads_nowhere() -> None:
    text = drawn('{% job_panel job panel_url="/p" next_url="/r" %}', job=Work(state="failed"))
    assert "data-next" not in text


@pytest.mark.parametrize(
    "work",
    [Work(state="waiting"), Work(progress=0.01), Work(started_at=None), Work(started_at=NOW)],
)
def test_no_time_left_is_guessed_from_too_little(work: Work) -> None:
    assert seconds_left(work, now=NOW) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
