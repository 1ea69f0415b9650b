"""The application that the server runs."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.site.settings")
django.setup(set_prefix=False)

# Django is ready only now, and these read its models.
from muster.live.hub import Hub  # noqa: E402
from muster.live.web.serving import WithFeed  # noqa: E402
from muster.site.handler import Pages  # noqa: E402
from muster.site.threads import KeptThreads  # noqa: E402

threads = KeptThreads(Pages())
application = WithFeed(threads, Hub())
