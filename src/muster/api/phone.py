"""What the phone of an officer on post asks and sends."""

from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import File, Form, Router, UploadedFile
from pydantic import AwareDatetime

from muster.api.schemas import AnswersOut, DayOut, EntriesIn, PictureOut
from muster.control import services
from muster.control.queries.phone import phone_day
from muster.tree.actors import account_of
from muster.tree.clock import now

router = Router(tags=["phone"])
SESSION_DIGITS: Final = 16


@router.get("/day", response=DayOut)
def day(request: HttpRequest) -> dict[str, Any]:
    """The duty of these hours, in the parts that may and may not stay on the phone."""
    account, moment = account_of(request), now()
    session = request.session.session_key or ""
    return {
        "now": moment,
        "account": account.pk,
        "name": account.person.name if account.person else account.username,
        "session": sha256(session.encode()).hexdigest()[:SESSION_DIGITS],
        "csrf": get_token(request),
        **asdict(phone_day(account, now=moment)),
    }


@router.post("/entries", response=AnswersOut)
def entries(request: HttpRequest, given: EntriesIn) -> dict[str, Any]:
    """Record what is new of these entries; an answer for each, the same for each copy."""
    # the phone's clock is held against the machine's, not against a demonstration's
    skew = given.sent_at - timezone.now()
    answers = services.take_entries(
        account_of(request),
        [one.entered() for one in given.entries],
        sending=services.Sending(sent_at=given.sent_at, skew=skew),
        now=now(),
    )
    return {
        "now": now(),
        "skew_s": round(skew / timedelta(seconds=1)),
        "answers": [asdict(one) for one in answers],
    }


@router.post("/pictures", response=PictureOut)
def pictures(
    request: HttpRequest,
    uuid: Form[UUID],
    line: Form[UUID],
    taken_at: Form[AwareDatetime],
    sent_at: Form[AwareDatetime],
    picture: File[UploadedFile],
) -> dict[str, Any]:
    """Keep a picture of a report that is recorded: drawn anew, with nothing but its pixels."""
    number = services.keep_picture(
        account_of(request),
        line=line,
        content=picture,
        age_s=(sent_at - taken_at).total_seconds(),
        now=now(),
        client_uuid=uuid,
    )
    return {"uuid": uuid, "number": number}
