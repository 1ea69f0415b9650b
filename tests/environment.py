"""What every test needs: a data directory, a key, and the database that was asked for.

A plugin named in ``pyproject.toml``: it must speak before Django reads its settings.
"""

import os
import tempfile

os.environ.setdefault("MUSTER_DATA", tempfile.mkdtemp(prefix="muster-test-"))
os.environ.setdefault("MUSTER_SECRET_KEY", "t-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-tests-XyZ")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
