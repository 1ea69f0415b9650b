"""The verbs of an installation: prepare, migrate, serve, work. Django is set up by then."""

import argparse
import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from muster.control.services import play_due
from muster.duty.models import Roster
from muster.duty.services.season import PLAN_SEASON
from muster.errors import DomainError
from muster.gateways.commands import asked
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.router import QUEUE_APP, QUEUE_DATABASE
from muster.ledger.actor import Actor, command
from muster.ledger.services import anchor
from muster.season.models import Season
from muster.site import accounts_first, lan
from muster.site.roles import hold
from muster.site.workbook.commands import import_
from muster.tree import clock
from muster.tree.actors import actor_for
from muster.tree.models import Account

log = logging.getLogger(__name__)
LAN_PORT: Final = 8443
TRUST_PORT: Final = 8080
LOOK_EVERY_S: Final = 10
PLAY_EVERY_S: Final = 1
FIRST_DAYS: Final = 14
FIRST_SECONDS: Final = 60


def migrate(args: Sequence[str]) -> int:
    """Bring every database to this version's tables; ``--if-needed`` looks first."""
    parser = argparse.ArgumentParser(prog="muster migrate")
    parser.add_argument("--if-needed", action="store_true")
    said = parser.parse_args(args)
    behind = [name for name in settings.DATABASES if _is_behind(name, _app_of(name))]
    if said.if_needed and not behind:
        return 0
    with hold("migrate", data=settings.MUSTER_DATA):
        for name in behind:
            only = [app] if (app := _app_of(name)) else []
            call_command("migrate", *only, database=name, verbosity=0, interactive=False)
    return 0


def _app_of(database: str) -> str | None:
    """The one app whose tables a database holds; all others would pass it by, slowly."""
    return QUEUE_APP if database == QUEUE_DATABASE else None


def _is_behind(database: str, app: str | None) -> bool:
    executor = MigrationExecutor(connections[database])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes(app)))


def first_account(args: Sequence[str]) -> int:
    """Make the first account if there is none and print its one-time password once."""
    print(_first_account(), end="")
    return 0


def _first_account() -> str:
    with hold("command", data=settings.MUSTER_DATA):
        made = accounts_first.ensure(now=clock.now())
    return f"  First account: {made[0]}   one-time password: {made[1]}\n" if made else ""


def prepare(args: Sequence[str]) -> int:
    """Whatever an installation still lacks: tables, first account, example, first plan.

    One process for all of it, so that a start with nothing to do takes seconds.
    """
    parser = argparse.ArgumentParser(prog="muster prepare")
    parser.add_argument("--example", help="the workbook that an empty installation starts with")
    said = parser.parse_args(args)
    if code := migrate(["--if-needed"]):
        return code
    account = _first_account()
    if said.example:
        if code := import_([said.example, "--apply", "--if-empty"]):
            return code
        first_plan([])
    print(account, end="", flush=True)
    return 0


def first_plan(args: Sequence[str]) -> int:
    """Queue the plan of the newest season's next two weeks, unless anybody has planned yet."""
    season = Season.objects.order_by("-starts_on").first()
    if season is None or Roster.objects.exists() or Job.objects.filter(kind=PLAN_SEASON).exists():
        return 0
    account = Account.objects.filter(is_staff=True).order_by("pk").first()
    jobs.start(
        PLAN_SEASON,
        actor=actor_for(account, via="command") if account else command("first-plan"),
        params={"season": season.pk, "days": FIRST_DAYS, "seconds": FIRST_SECONDS},
        season_id=season.pk,
        now=clock.now(),
    )
    return 0


def serve(args: Sequence[str]) -> int:
    """Serve pages: on this machine alone, or with ``--lan NAME`` to the network with TLS."""
    parser = argparse.ArgumentParser(prog="muster serve", description=serve.__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument("--lan", metavar="NAME", default="")
    said = parser.parse_args(args)
    if said.lan and settings.ENV.lan_name != said.lan:
        # Allowed hosts and secure cookies are settings: they are read anew under the name.
        os.environ["MUSTER_LAN_NAME"] = said.lan
        os.execv(sys.executable, [sys.executable, "-m", "muster.cli", "serve", *args])  # noqa: S606  # itself
    with hold("server", data=settings.MUSTER_DATA):
        if said.lan:
            _serve_lan(said.lan, said.port or LAN_PORT)
        else:
            _uvicorn(host="127.0.0.1", port=said.port or 8000)
    return 0


def _uvicorn(**options: object) -> None:
    from muster.site.asgi import application, threads  # builds the middleware chain
    from muster.site.server import run  # only this verb needs the server

    run(application, threads, **options)


def _serve_lan(name: str, port: int) -> None:
    """TLS with our own authority; its certificate alone is offered in clear for phones to trust."""
    folder = settings.MUSTER_DATA / "tls"
    made = lan.certificates(name, folder=folder, now=timezone.now())
    trust = lan.offer(made.authority, port=TRUST_PORT)
    threading.Thread(target=trust.serve_forever, daemon=True).start()
    print(lan.steps(name, port=port, trust_port=TRUST_PORT, authority=made.authority), flush=True)
    _uvicorn(
        host="0.0.0.0",  # noqa: S104  # the point of --lan
        port=port,
        ssl_certfile=str(made.server),
        ssl_keyfile=str(made.server_key),
    )


def worker(args: Sequence[str]) -> int:
    """Run queued jobs one after the other, and the daily ones at their hour."""
    with hold("worker", data=settings.MUSTER_DATA):
        jobs.pick_up_after_restart(now=clock.now())
        threading.Thread(target=_look_forever, daemon=True).start()
        threading.Thread(target=_play_forever, daemon=True).start()
        call_command("db_worker", interval=0.5, startup_delay=False, verbosity=0, reload=False)
    return 0


def gateway(args: Sequence[str]) -> int:
    """Run one gateway; of each kind and port only one."""
    wanted = asked(args)
    with hold(wanted.role, data=settings.MUSTER_DATA):
        return wanted.run()


def _look_forever() -> None:
    """Anchor what is quiet, and start daily jobs: a refusal or a busy database waits its turn."""
    pause = threading.Event()
    while True:
        try:
            anchor(now=clock.now())
            jobs.start_daily(actor=command("worker"), now=clock.now())
        except (DomainError, OperationalError):
            log.exception("anchoring or daily jobs will be tried again")
        connections.close_all()
        pause.wait(LOOK_EVERY_S)


def _play_forever() -> None:
    """Let the injects of exercises out in time; what a busy database holds up comes later."""
    pause = threading.Event()
    while True:
        try:
            play_due(actor=Actor(name="muster", via="worker"), now=clock.now())
        except (DomainError, OperationalError):
            log.exception("injects will be let out at the next look")
        connections.close_all()
        pause.wait(PLAY_EVERY_S)


def manage(args: Sequence[str]) -> int:
    """Django's own management commands, for those who build muster."""
    execute_from_command_line(["muster manage", *args])
    return 0
