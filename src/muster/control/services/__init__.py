"""Writes of the control rooms: one transaction each, entries and projections together."""

from muster.control.services import approvable
from muster.control.services.after_actions import report_after_action
from muster.control.services.alerts import (
    AlertDraft,
    draft_alert,
    release_alert,
    withdraw_alert,
)
from muster.control.services.channels import leave_channel, relieve_channel, take_channel
from muster.control.services.counting import Count
from muster.control.services.days import CallDraft, settle_trouble, take_call
from muster.control.services.devices import (
    DeviceWord,
    take_all_clear,
    take_call_for_help,
    take_word,
)
from muster.control.services.dispatching import send_teams
from muster.control.services.equipment import (
    Hands,
    PieceDraft,
    issue_pieces,
    place_pieces,
    register_pieces,
    return_pieces,
)
from muster.control.services.exercises import (
    SPEEDS,
    InjectDraft,
    judge_inject,
    let_out,
    pause_exercise,
    play_due,
    resume_exercise,
    speed_exercise,
    start_exercise,
    stop_exercise,
    write_injects,
)
from muster.control.services.hand import Written
from muster.control.services.incidents import (
    IncidentDraft,
    change_incident,
    move_incident,
    open_incident,
)
from muster.control.services.lessons import (
    ChangeDraft,
    accept_change,
    make_risk,
    note_lesson,
    propose_change,
    refuse_change,
)
from muster.control.services.lines import correct_line, write_line
from muster.control.services.meaning import Typed, foresee
from muster.control.services.passings import draw_up_passing, take_passing, withdraw_passing
from muster.control.services.phones import (
    MOST_ENTRIES,
    Answer,
    Entered,
    Place,
    Sending,
    keep_picture,
    take_act,
    take_entries,
)
from muster.control.services.posts import (
    Taken,
    begin_post,
    copy_for_post,
    decide_conflict,
    enrol_post,
    find_post,
    fingerprint_of,
    take_bundle,
    take_folder,
    write_for_post,
)
from muster.control.services.rebuilding import Rebuilt, rebuild
from muster.control.services.receiving import read_alert, receive_alert
from muster.control.services.rooms import bring_posts, close_room, open_room
from muster.control.services.saying import MOST_LETTERS
from muster.control.services.situations import report_situation
from muster.control.services.tasks import TaskDraft, close_task, give_task
from muster.control.services.teams import TeamDraft, add_team, move_team
from muster.control.services.texts import (
    MOST_PASTED,
    MOST_TEXTS,
    TakenTexts,
    TextLine,
    foresee_texts,
    take_texts,
)

__all__ = [
    "MOST_ENTRIES",
    "MOST_LETTERS",
    "MOST_PASTED",
    "MOST_TEXTS",
    "SPEEDS",
    "AlertDraft",
    "Answer",
    "CallDraft",
    "ChangeDraft",
    "Count",
    "DeviceWord",
    "Entered",
    "Hands",
    "IncidentDraft",
    "InjectDraft",
    "PieceDraft",
    "Place",
    "Rebuilt",
    "Sending",
    "Taken",
    "TakenTexts",
    "TaskDraft",
    "TeamDraft",
    "TextLine",
    "Typed",
    "Written",
    "accept_change",
    "add_team",
    "approvable",
    "begin_post",
    "bring_posts",
    "change_incident",
    "close_room",
    "close_task",
    "copy_for_post",
    "correct_line",
    "decide_conflict",
    "draft_alert",
    "draw_up_passing",
    "enrol_post",
    "find_post",
    "fingerprint_of",
    "foresee",
    "foresee_texts",
    "give_task",
    "issue_pieces",
    "judge_inject",
    "keep_picture",
    "leave_channel",
    "let_out",
    "make_risk",
    "move_incident",
    "move_team",
    "note_lesson",
    "open_incident",
    "open_room",
    "pause_exercise",
    "place_pieces",
    "play_due",
    "propose_change",
    "read_alert",
    "rebuild",
    "receive_alert",
    "refuse_change",
    "register_pieces",
    "release_alert",
    "relieve_channel",
    "report_after_action",
    "report_situation",
    "resume_exercise",
    "return_pieces",
    "send_teams",
    "settle_trouble",
    "speed_exercise",
    "start_exercise",
    "stop_exercise",
    "take_act",
    "take_all_clear",
    "take_bundle",
    "take_call",
    "take_call_for_help",
    "take_channel",
    "take_entries",
    "take_folder",
    "take_passing",
    "take_texts",
    "take_word",
    "withdraw_alert",
    "withdraw_passing",
    "write_for_post",
    "write_injects",
    "write_line",
]
