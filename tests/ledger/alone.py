"""The record alone: real database settings, no other capability, for processes that write fast."""

import os

from muster.site.settings import DATABASES as ALL
from muster.site.settings import ENV

SECRET_KEY = ENV.secret_key
MUSTER_DATA = ENV.data
MUSTER_NODE = ENV.node
MUSTER_NOW = ENV.now
INSTALLED_APPS = ["muster.ledger"]
DATABASES = {"default": ALL["default"]}
if "PATIENCE_S" in os.environ:  # on SQLite alone
    DATABASES["default"]["OPTIONS"]["timeout"] = float(os.environ["PATIENCE_S"])
USE_TZ = True
TIME_ZONE = ENV.time_zone
