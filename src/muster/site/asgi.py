"""The application that the server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.site.settings")
_pages = get_asgi_application()

# Django is ready only now, and these read its models.
from muster.live.hub import Hub  # noqa: E402
from muster.live.web.serving import WithFeed  # noqa: E402
from muster.site.threads import KeptThreads  # noqa: E402

threads = KeptThreads(_pages)
application = WithFeed(threads, Hub())
