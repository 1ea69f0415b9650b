"""Rows to the roster engine's dataclasses and back.

Nothing is imported here: the solver's own process loads :mod:`muster.duty.bridge.child`
without Django.
"""
