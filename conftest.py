"""Plugins of the whole test tree; the environment is set by ``tests/environment.py``."""

pytest_plugins = ("tests.ledger.flushing",)
