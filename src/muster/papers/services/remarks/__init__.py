"""Writes of rounds and remarks."""

from muster.papers.services.remarks.consolidating import consolidate, publish
from muster.papers.services.remarks.counting import counters_equal
from muster.papers.services.remarks.deciding import decide, draft_text, undecide
from muster.papers.services.remarks.entering import (
    IntakeDraft,
    enter_own,
    enter_remarks,
    faults_in,
    keep_scan,
)
from muster.papers.services.remarks.holding import hold, release, take_over
from muster.papers.services.remarks.merging import merge, merge_into, take_out, unmerge
from muster.papers.services.remarks.own import amend, withdraw
from muster.papers.services.remarks.passing import pass_on, say_nil, send_back
from muster.papers.services.remarks.proving import rebuild_counters
from muster.papers.services.remarks.rounds import (
    add_body,
    close_round,
    open_round,
    reopen_round,
)
from muster.papers.services.remarks.words import RemarkDraft

__all__ = [
    "IntakeDraft",
    "RemarkDraft",
    "add_body",
    "amend",
    "close_round",
    "consolidate",
    "counters_equal",
    "decide",
    "draft_text",
    "enter_own",
    "enter_remarks",
    "faults_in",
    "hold",
    "keep_scan",
    "merge",
    "merge_into",
    "open_round",
    "pass_on",
    "publish",
    "rebuild_counters",
    "release",
    "reopen_round",
    "say_nil",
    "send_back",
    "take_out",
    "take_over",
    "undecide",
    "unmerge",
    "withdraw",
]
