"""A season from two columns: pasted or sent, flat or as a tree, and what more would unlock."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_season, make_workbook
from tests.office.pages import signed_in

from muster.exchange.models import Import
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.packs import load
from muster.season.models import Congress, Season, SeasonUnit
from muster.site.workbook.pasting import as_file
from muster.site.workbook.sheets.season import congresses
from muster.tree.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder() -> Client:
    return signed_in(Account.objects.create_user("admin", is_staff=True))


def begin(client: Client, block: str) -> None:
    """Paste a list, look at the preview, apply it."""
    sent = client.post(reverse("workbook:start"), {"block": block, "pack": make_season.PACK})
    assert sent.status_code == 302, sent.content.decode()
    jobs.run(Job.objects.latest("pk").pk)
    staged = Import.objects.get()
    assert client.get(reverse("workbook:preview", args=[staged.pk])).status_code == 200
    client.post(reverse("workbook:apply", args=[staged.pk]))
    done = jobs.run(Job.objects.latest("pk").pk)
    assert done.state == Job.State.DONE, done.message


def tree() -> dict[str, tuple[str, str]]:
    """Every unit of the season with its tier and the unit it stands under."""
    rows = SeasonUnit.objects.select_related("parent")
    return {row.name: (row.tier, row.parent.name if row.parent else "") for row in rows}


def test_two_pasted_columns_are_a_season_flat_below_the_root(founder: Client) -> None:
    begin(founder, "Chi bộ Ấp 1\t10/7/2030\nChi bộ Trường\t12/7/2030")

    season = Season.objects.get()
    root = season.root
    assert Congress.objects.count() == 2
    units = tree()
    assert {name: parent for name, (_tier, parent) in units.items() if parent} == {
        "Chi bộ Ấp 1": SeasonUnit.objects.get(unit=root).name,
        "Chi bộ Trường": SeasonUnit.objects.get(unit=root).name,
    }


def test_spaces_before_the_names_are_the_tree(founder: Client) -> None:
    begin(
        founder,
        "Đảng bộ xã Thạnh Lợi\t20/8/2030\n"
        "  Chi bộ Ấp 1\t10/7/2030\n"
        "  Chi bộ Trường\t12/7/2030\n"
        "Đảng bộ xã Mỹ An\t\n"
        "  Chi bộ Ấp 3\t11/7/2030",
    )

    units = tree()
    assert units["Chi bộ Ấp 1"] == ("cell", "Đảng bộ xã Thạnh Lợi")
    assert units["Đảng bộ xã Thạnh Lợi"][0] == "part_committee"
    assert units["Chi bộ Ấp 3"] == ("cell", "Đảng bộ xã Mỹ An")
    assert units["Đảng bộ xã Mỹ An"][0] == "part_committee"
    assert Congress.objects.count() == 4


def test_a_third_column_is_the_parent(founder: Client) -> None:
    begin(founder, "Chi bộ Ấp 1\t10/7/2030\tXã A\nChi bộ Ấp 2\t12/7/2030\tXã B")

    assert {name: parent for name, (_tier, parent) in tree().items()}["Chi bộ Ấp 2"] == "Xã B"


def test_nothing_sent_and_a_list_without_rules_are_refused_and_kept(founder: Client) -> None:
    nothing = founder.post(reverse("workbook:start"), {"pack": make_season.PACK})
    nobody = founder.post(reverse("workbook:start"), {"block": "A\t1/7/2030"})

    assert "paste a list" in nothing.content.decode()
    assert nobody.status_code == 422
    assert "A\t1/7/2030</textarea>" in nobody.content.decode()


def test_a_list_with_heads_is_read_by_them() -> None:
    spec = congresses(load(make_season.PACK))

    content = as_file("Ngày đại hội;Đơn vị\n1/7/2030;A", spec).decode()

    assert content == "Ngày đại hội\tĐơn vị\n1/7/2030\tA\n"


def test_the_page_counts_what_is_empty_and_says_what_it_would_unlock(
    founder: Client, tmp_path: Path
) -> None:
    staged = make_workbook.stage(make_workbook.save(make_workbook.season(), tmp_path))
    make_workbook.apply(staged)
    season = Season.objects.get()
    address = reverse("workbook:unlocks", args=[season.key])

    page = founder.get(address).content.decode()

    rows = {
        (line.row.sheet, line.row.column): (line.row.empty, line.row.total)
        for line in founder.get(address).context["table"].lines
    }
    assert rows["Congresses", "Venue"] == (2, 3)
    assert rows["Congresses", "People expected"] == (1, 3)
    assert "The map, ways to duty" in page
    nobody = signed_in(Account.objects.create_user("other"))
    assert nobody.get(address).status_code == 403
