"""Pages of command posts and conflicts, as the people at two posts meet them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty
from tests.control.two_posts import Pair, Post

from muster.control import services
from muster.control.models import Bundle, CommandPost, Conflict, Incident
from muster.control.services import IncidentDraft
from muster.tree.names import search_key
from muster.tree.table import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
BACKEND = "django.contrib.auth.backends.ModelBackend"
LATER = make.NOW + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = LATER  # type: ignore[attr-defined]
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def client_at(post: Post, role: Role = Role.COMMANDER) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_duty.account(role, on=post.day().world.root), backend=BACKEND)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"control:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def written_by(client: Client, ordinal: int) -> bytes:
    answer = client.post(reverse("control:write_bundle", args=[ordinal]))
    assert answer.status_code == 200
    named = re.search(
        r'filename="muster-\d-([^"]+)-\d{8}-\d{6}\.zip"', answer["Content-Disposition"]
    )
    assert named, answer["Content-Disposition"]
    assert named[1] == slugify(search_key(CommandPost.objects.get(ordinal=ordinal).name))
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def take(client: Client, content: bytes, name: str = "goi.zip") -> object:
    file = BytesIO(content)
    file.name = name
    return client.post(reverse("control:take_bundle"), {"file": file})


def contest(pair: Pair) -> None:
    """One incident, ended at the first post and called otherwise at the second."""
    with pair.first.open():
        pair.first.day().say("@2 /yt choáng", after_min=1)
    pair.both_ways(at=make.NOW + timedelta(minutes=2))
    with pair.first.open():
        pair.first.day().say("#1 /kt", after_min=5)
    with pair.second.open():
        row = Incident.objects.get()
        draft = IncidentDraft(type=row.type, title="ngất")
        now = make.NOW + timedelta(minutes=6)
        services.change_incident(row, actor=make.TAM, now=now, draft=draft)


def test_bundles_go_both_ways_by_pages_and_a_person_decides(pair: Pair) -> None:
    contest(pair)
    with pair.second.open():
        brought = written_by(client_at(pair.second), 0)
    with pair.first.open():
        client = client_at(pair.first)
        assert "Nothing waits" not in page(client, "posts")
        answer = take(client, brought)
        assert answer.url == reverse("control:conflicts")  # type: ignore[attr-defined]

        conflict = Conflict.objects.get()
        said = page(client, "decide", conflict.pk)
        assert "ngất" in said
        assert "Nguyễn Tâm" in said
        assert reverse("control:decide", args=[conflict.pk]) in page(client, "conflicts")
        assert "1 conflict" in page(client, "rooms")
        assert reverse("control:conflicts") in page(client, "room", conflict.about)
        assert "ngất" in page(client, "incident", Incident.objects.get().pk)

        side = next(one for one in conflict.sides if one["value"] == "goes_on")
        judged = " ".join(one["entry"] for one in conflict.sides)
        address = reverse("control:decide", args=[conflict.pk])
        nothing = client.post(address, {"judged": judged})
        assert nothing.status_code == 422
        client.post(address, {"chosen": side["entry"], "judged": judged, "note": "còn mệt"})
        assert "còn mệt" in page(client, "conflicts")
        assert not Incident.objects.get().is_over
        back = written_by(client, 1)
    with pair.second.open():
        client = client_at(pair.second)
        take(client, back)
        assert not Incident.objects.get().is_over
        assert "1001" in page(client, "posts")


def test_what_was_refused_stands_on_the_page(pair: Pair) -> None:
    with pair.first.open():
        client = client_at(pair.first)

        answer = take(client, b"PK none", "la.zip")

        assert answer.status_code == 422  # type: ignore[attr-defined]
        said = page(client, "posts")
        assert "la.zip" in said
        assert "refused" in said
        assert "no archive, or it was harmed on the way" in said
        assert Bundle.objects.get(way="refused").post is None


def test_only_those_who_may_see_posts_and_decide(pair: Pair) -> None:
    contest(pair)
    with pair.second.open():
        brought = written_by(client_at(pair.second), 0)
    with pair.first.open():
        take(client_at(pair.first), brought)
        conflict = Conflict.objects.get()
        reader = client_at(pair.first, Role.AUDITOR)
        assert reader.get(reverse("control:posts")).status_code == 403
        judged = " ".join(one["entry"] for one in conflict.sides)
        address = reverse("control:decide", args=[conflict.pk])
        assert 'name="chosen"' not in page(reader, "decide", conflict.pk)
        assert reader.post(address, {"chosen": "both", "judged": judged}).status_code == 403
        elsewhere = Client()
        west = make_duty.account(Role.COMMANDER, on=pair.first.day().world.west)
        elsewhere.force_login(west, backend=BACKEND)
        assert elsewhere.get(address).status_code == 404


def test_the_list_of_conflicts_costs_the_same_however_many_there_are(
    pair: Pair, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contest(pair)
    with pair.second.open():
        brought = written_by(client_at(pair.second), 0)
    with pair.first.open():
        client = client_at(pair.first)
        take(client, brought)
        page(client, "conflicts")
        row = Conflict.objects.get()
        for number in range(12):
            row.pk = f"00000000-0000-0000-0000-0000000000{number:02d}"
            row.save(force_insert=True)

        with django_assert_max_num_queries(36):
            said = page(client, "conflicts")

        assert said.count(">ngất (") >= 13


def test_a_copy_and_a_key_by_pages(pair: Pair) -> None:
    with pair.first.open():
        client = client_at(pair.first)
        client.post(reverse("control:copy_post"), {"name": "Cổng sau"})
        (folder,) = (pair.first.folder / "posts").iterdir()
        assert (folder / "muster.db").is_file()
        assert not (folder / "node.key").exists()
        assert len((folder / "secret.key").read_text()) > 80
        assert "its key is not compared yet" in page(client, "posts")
        key = CommandPost.objects.get(ordinal=1).verifier_key
        address = reverse("control:enrol_post", args=[2])
        wrong = client.post(address, {"key": key, "fingerprint": "1234"})
        assert wrong.status_code == 422
        assert CommandPost.objects.get(ordinal=2).log == ""
