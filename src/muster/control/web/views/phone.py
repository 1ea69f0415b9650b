"""The phone's page: a shell without personal data, what makes it installable, and its words."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from muster.control.rules import Can
from muster.tree.permissions import needs, public

# Everything that the shell needs without a network, and nothing that is about anybody.
SHELL: Final = (
    "shell/icon.svg",
    "shell/vendor/tabler.min.css",
    "shell/vendor/htmx.min.js",
    "shell/vendor/inter-vietnamese.woff2",
    "shell/vendor/inter-latin-ext.woff2",
    "shell/vendor/inter-latin.woff2",
    "shell/muster.css",
    "shell/pages.css",
    "shell/print.css",
    "shell/theme.js",
    "shell/muster.js",
    "control/phone/phone.css",
    "control/phone/app.js",
    "control/phone/days.js",
    "control/phone/emergency.js",
    "control/phone/pictures.js",
    "control/phone/queue.js",
    "control/phone/show.js",
    "control/phone/vault.js",
    "control/phone/wipe.js",
)
WORKER: Final = "control/phone/worker.js"
ICONS: Final = (
    ("control/phone/icon-192.png", "192x192", "any"),
    ("control/phone/icon-512.png", "512x512", "any"),
    ("control/phone/icon-maskable-512.png", "512x512", "maskable"),
)


@require_GET
@needs(Can.REPORT)
def page(request: HttpRequest) -> HttpResponse:
    """The shell. Whose duty it shows comes later, from the api, and is kept encrypted."""
    # notes such as "signed in as …" are about somebody and do not belong into what is kept
    list(get_messages(request))
    return render(request, "control/phone.html", {"words": _words(), "addresses": _addresses()})


def _addresses() -> dict[str, str]:
    return {
        "day": reverse("api:day"),
        "entries": reverse("api:entries"),
        "pictures": reverse("api:pictures"),
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={reverse('phone:page')}",
        "sign_out": reverse("account_logout"),
        "worker": reverse("phone:worker"),
    }


@require_GET
@public
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page installable; browsers ask for it without a session."""
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in ICONS
    ]
    said: Mapping[str, Any] = {
        "id": reverse("phone:page"),
        "name": _("muster · my post"),
        "short_name": _("My post"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("phone:page"),
        "scope": reverse("phone:page"),
        "display": "standalone",
        "background_color": "#10151c",
        "theme_color": "#10151c",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_GET
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of the shell's files and a version made of their bytes."""
    version, script = _worker()
    head = [
        f'const VERSION = "{version}";',
        f'const PAGE = "{reverse("phone:page")}";',
        "const FILES = [" + ", ".join(f'"{static(path)}"' for path in SHELL) + "];",
    ]
    content = "\n".join((*head, script))
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")


def _worker() -> tuple[str, str]:
    return (_version, _version_uncached)[settings.DEBUG](), _read(WORKER).decode()


@cache
def _version() -> str:
    return _version_uncached()


def _version_uncached() -> str:
    total = sha256()
    for path in (*SHELL, WORKER):
        total.update(_read(path))
    return total.hexdigest()[:16]


def _read(path: str) -> bytes:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    with open(found, "rb") as file:  # noqa: PTH123  the finder gives a text
        return file.read()


def _words() -> dict[str, str]:
    """The sentences of the scripts; %s stands for what they fill in."""
    return {
        "acknowledge": _("I have read it"),
        "acknowledged": _("Read: %s"),
        "again": _("Press again to send"),
        "come": _("Report: I am in position"),
        "leave": _("Report: I leave the post"),
        "be_there": _("be there at %s"),
        "call": _("Call"),
        "call_channel": _("CALL %s"),
        "call_post": _("CALL THE COMMAND POST"),
        "checked_in": pgettext("phone", "Came to the post"),
        "checked_out": pgettext("phone", "Left the post"),
        "clock_ahead": _("The clock of this phone is %s min ahead. Set it right."),
        "clock_behind": _("The clock of this phone is %s min behind. Set it right."),
        "day_gone": _("What was kept of the duty is too old and was removed. Connect once."),
        "emergency": _("EMERGENCY"),
        "emergency_back": _(
            "There is a network again. The emergency call was NOT sent: press again."
        ),
        "emergency_lost": _("NOTHING of the emergency call is known to have arrived. %s now."),
        "emergency_offline": _("No network: NOTHING was sent. %s."),
        "emergency_sent": _("The command post has your emergency call, recorded #%s."),
        "emergency_sending": _("Sending …"),
        "entry_recorded": _("recorded #%s"),
        "entry_refused": _("refused: %s"),
        "entry_sent": _("sent, no receipt yet"),
        "entry_waiting": _("waiting"),
        "exercise": _("Exercise"),
        "left_behind": _("%s entries would be lost. Sign out all the same?"),
        "minutes_left": _("%s min until it starts"),
        "no_duty": _("No duty in the next hours"),
        "no_duty_more": _("When a published roster names you, your post and orders stand here."),
        "no_place": _("The phone does not know where it is. The report goes without a place."),
        "no_vault": _("This browser cannot keep anything encrypted. Send only while online."),
        "not_kept": _("Not kept on the phone; shown while there is a network."),
        "offline_since": _("No network since %s. Go on with the duty; entries are sent later."),
        "on_duty": _("on duty now"),
        "other_account": _(
            "This phone still holds %s entries of somebody else. They sign in and send them, "
            "or you remove them."
        ),
        "over": _("the shift has ended"),
        "picture_bad": _("This picture cannot be read. Take it again."),
        "picture_of": _("picture %s"),
        "pictures": _("%s pictures"),
        "queue_all": _("all recorded"),
        "queue_none": _("nothing sent yet"),
        "queue_refused": _("%s refused"),
        "queue_waiting": _("%s not recorded yet"),
        "remove": _("Remove them"),
        "report_empty": _("Write what happened, or choose a kind that says it."),
        "report_kept": _("Kept. It is sent as soon as there is a network."),
        "signed_out": _("Sign in again to send. What you have written stays here."),
        "with": _("with %s"),
    }
