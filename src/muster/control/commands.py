"""Command-line verbs of the capability."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.control import services
from muster.control.models import CommandPost, Conflict
from muster.control.queries.texts import book_of
from muster.control.services import rebuild
from muster.ledger.actor import Actor, command
from muster.ledger.services.recording import local_key
from muster.season.models import Event


def main(argv: Sequence[str]) -> int:
    """``muster control``: exit code 1 if a check finds a difference, or a message is left."""
    parser = argparse.ArgumentParser(prog="muster control")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("rebuild", help="make the tables of every room again from the record")
    verb.add_argument("--check", action="store_true", help="only say whether they are equal")
    texts = verbs.add_parser("messages", help="record short messages, one a line")
    texts.add_argument("file", help="a file in UTF-8, or - for what is piped in")
    texts.add_argument("--on", type=date.fromisoformat, help="the day they are about; else today")
    given = parser.parse_args(argv)
    return _texts(given.file, given.on) if given.verb == "messages" else _rebuild(given)


def _texts(name: str, on: date | None) -> int:
    """What a modem wrote down. What is left is printed with its reason, to be put right."""
    now = settings.MUSTER_NOW or datetime.now(UTC)
    pasted = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    book = book_of(Event.objects.all(), on=on or timezone.localdate(now))
    taken = services.take_texts(pasted, book=book, actor=command("control messages"), now=now)
    said = {"recorded": taken.recorded, "known": taken.known}
    print(_("%(recorded)d messages recorded, %(known)d said nothing new.") % said)
    for line in taken.lines:
        if line.why:
            print(f"{line.text}\t{line.why}")
    return 1 if taken.left else 0


def _rebuild(given: argparse.Namespace) -> int:
    done = rebuild(is_trial=given.check)
    said = {"rooms": done.rooms, "sheets": done.sheets, "rows": done.rows}
    print(
        _("%(rooms)d rooms, %(sheets)d days; %(rows)d rows were not as the record has them.") % said
    )
    return 1 if given.check and done.rows else 0


def post(argv: Sequence[str]) -> int:
    """``muster post``: command posts that work apart. 0 done, 1 if a bundle was refused."""
    asked = _post_parser().parse_args(argv)
    actor, now = command(f"post {asked.verb}"), settings.MUSTER_NOW or datetime.now(UTC)
    if asked.verb == "copy":
        made = services.copy_for_post(asked.folder, name=asked.name, actor=actor, now=now)
        said = {"name": made.name, "number": made.ordinal, "folder": asked.folder}
        print(_("The copy for %(name)s (post %(number)d) lies in %(folder)s.") % said)
        _print_own()
    elif asked.verb == "begin":
        own = services.begin_post(fingerprint=asked.of, actor=actor, now=now)
        print(_("This installation is %(name)s from now on.") % {"name": own.name})
        _print_own()
    elif asked.verb == "enrol":
        given = {"key": asked.key, "fingerprint": asked.fingerprint}
        made = services.enrol_post(asked.number, **given, actor=actor, now=now)
        print(_("The key of %(name)s is believed from now on.") % {"name": made.name})
    elif asked.verb == "export":
        found = services.find_post(asked.post)
        after, upto = services.write_for_post(found, asked.file, actor=actor, now=now)
        said = {"file": asked.file, "after": after + 1, "upto": upto}
        print(_("%(file)s holds the entries %(after)d to %(upto)d.") % said)
    elif asked.verb == "take":
        return _take(asked.file, actor=actor, now=now)
    else:
        _print_posts()
    return 0


def _post_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster post")
    verbs = parser.add_subparsers(dest="verb", required=True)
    copy = verbs.add_parser("copy", help="write a copy for a post that begins from it")
    copy.add_argument("folder", type=Path)
    copy.add_argument("--name", default="")
    begin = verbs.add_parser("begin", help="begin as a post of its own, from a copy")
    begin.add_argument("--of", required=True, help="the first post's fingerprint, as read out")
    enrol = verbs.add_parser("enrol", help="believe a post's key after comparing it")
    enrol.add_argument("number", type=int)
    enrol.add_argument("key")
    enrol.add_argument("fingerprint", help="as the post's people read it out")
    export = verbs.add_parser("export", help="write a bundle for a post")
    export.add_argument("post", help="its name or its number")
    export.add_argument("file", type=Path)
    take = verbs.add_parser("take", help="take a bundle, or all of a folder")
    take.add_argument("file", type=Path)
    verbs.add_parser("list", help="posts, what was exchanged, what waits")
    return parser


def _take(path: Path, *, actor: Actor, now: datetime) -> int:
    if path.is_dir():
        taken, refused = services.take_folder(path, actor=actor, now=now)
    else:
        taken, refused = [services.take_bundle(path, name=path.name, actor=actor, now=now)], []
    for one in taken:
        said = {"post": one.post.name, "upto": one.upto, "new": one.new}
        print(_("%(post)s taken up to entry %(upto)d, %(new)d new.") % said)
        for kind, count in one.left_out.items():
            print(_("  not merged: %(kind)s, %(count)d") % {"kind": kind, "count": count})
    print(_("%(count)d conflicts wait for a person.") % {"count": _waiting()})
    for line in refused:
        print(line)
    return 1 if refused else 0


def _waiting() -> int:
    return Conflict.objects.filter(decided_at=None).count()


def _print_own() -> None:
    key = local_key()
    print(_("Our key: %(key)s") % {"key": key.verifier_key})
    print(_("Our fingerprint: %(said)s") % {"said": services.fingerprint_of(key.log_id)})


def _print_posts() -> None:
    _print_own()
    for one in CommandPost.objects.filter(is_own=False):
        said = {"number": one.ordinal, "name": one.name, "theirs": one.theirs, "ours": one.ours}
        print(_("%(number)d %(name)s: taken up to %(theirs)d, holds ours up to %(ours)d") % said)
    print(_("%(count)d conflicts wait for a person.") % {"count": _waiting()})
