from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib import messages
from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.models import CommandPost, Conflict
from muster.control.queries.conflicts import undecided
from muster.control.queries.posts import newest_bundles, other_posts, own_post
from muster.control.rules import Can
from muster.control.web.post_forms import BundleForm, CopyForm, EnrolForm
from muster.ledger.bundles import MOST_BYTES
from muster.ledger.errors import BundleUnreadable
from muster.ledger.services.recording import local_key
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.names import search_key
from muster.tree.permissions import needs
from muster.tree.scope import scope

FOLDER = "posts"


@require_GET
@needs(Can.EXCHANGE)
def posts(request: HttpRequest) -> HttpResponse:
    """The other command posts: what was exchanged last, what waits, what was refused."""
    own, key = own_post(), local_key()
    others = other_posts()
    context = {
        "own": own,
        "others": others,
        "waits": sum(one.waits for one in others if one.post.log),
        "bundles": newest_bundles(),
        "conflicts": undecided(scope(request.user, Conflict)).count(),
        "key": key.verifier_key,
        "fingerprint": services.fingerprint_of(key.log_id),
        "copy_form": None if own else CopyForm(),
        "enrol_form": EnrolForm(),
        "bundle_form": BundleForm(),
        "fingerprints": {one.post.ordinal: services.fingerprint_of(one.post.log) for one in others},
    }
    return render(request, "control/posts.html", context)


@require_POST
@needs(Can.EXCHANGE)
def copy(request: HttpRequest) -> HttpResponse:
    """Write a copy for a further post into a folder of the data directory."""
    form = CopyForm(request.POST)
    if form.is_valid():
        moment = now()
        folder = Path(settings.MUSTER_DATA) / FOLDER / f"{moment:%Y%m%d-%H%M%S}"
        name = form.cleaned_data["name"]
        services.copy_for_post(folder, name=name, actor=actor_of(request), now=moment)
        said = {"name": name, "folder": folder}
        text = _("The copy for %(name)s lies in %(folder)s on this machine. Carry it over by hand.")
        messages.success(request, text % said)
    return redirect("control:posts")


@require_POST
@needs(Can.EXCHANGE)
def enrol(request: HttpRequest, ordinal: int) -> HttpResponse:
    """Believe a post's key, once its fingerprint was read out."""
    form = EnrolForm(request.POST)
    if form.is_valid():
        made = services.enrol_post(ordinal, **form.cleaned_data, actor=actor_of(request), now=now())
        messages.success(request, _("Bundles of %(name)s are taken from now on.") % {"name": made})
    else:
        messages.error(request, _("Enter the key line and the fingerprint."))
    return redirect("control:posts")


@require_POST
@needs(Can.EXCHANGE)
def bundle(request: HttpRequest, ordinal: int) -> HttpResponse | FileResponse:
    """Write a bundle for a post and hand it to the browser."""
    post = get_object_or_404(CommandPost, ordinal=ordinal, is_own=False)
    moment, own = now(), own_post()
    plain = slugify(search_key(post.name)) or "post"
    name = f"muster-{own.ordinal if own else 0}-{plain}-{moment:%Y%m%d-%H%M%S}.zip"
    with TemporaryDirectory(prefix="muster-bundle-") as folder:
        path = Path(folder) / name
        services.write_for_post(post, path, actor=actor_of(request), now=moment)
        # The open file outlives its name.
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@require_POST
@needs(Can.EXCHANGE)
def take(request: HttpRequest) -> HttpResponse:
    """Take a bundle that was brought; what is refused stands on the page as well."""
    form = BundleForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the file that was brought."))
        return redirect("control:posts")
    file: File[bytes] = form.cleaned_data["file"]
    with TemporaryDirectory(prefix="muster-bundle-") as folder:
        path = Path(folder) / "bundle.zip"
        _spool(file, path)
        taken = services.take_bundle(
            path, name=Path(file.name or "").name[:200], actor=actor_of(request), now=now()
        )
    said = {"post": taken.post, "n": taken.new}
    text = ngettext(
        "%(post)s: %(n)d new entry taken in.", "%(post)s: %(n)d new entries taken in.", taken.new
    )
    messages.success(request, text % said)
    return redirect("control:conflicts" if taken.conflicts else "control:posts")


def _spool(file: File[bytes], path: Path) -> None:
    if (file.size or 0) > MOST_BYTES:
        raise BundleUnreadable(reason=_("it is larger than a bundle may be"))
    with path.open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
