"""Messages made up by hand, and strategies for any message that the standard allows."""

from datetime import datetime, timedelta, timezone
from typing import Final

from hypothesis import strategies as st

from muster.engines.cap import (
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    Kind,
    Pair,
    Reference,
    Resource,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
)

HERE: Final = timezone(timedelta(hours=7))
SENT: Final = datetime(2030, 8, 22, 9, 42, tzinfo=HERE)
FULL: Final = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>muster-7-1</identifier><sender>so-chi-huy@tinh.example</sender>
  <sent>2030-08-22T09:42:00+07:00</sent><status>Actual</status><msgType>Alert</msgType>
  <source>Sở chỉ huy</source><scope>Private</scope><addresses>"Đội 1" doi-2</addresses>
  <code>noi-bo</code><incidents>vu-12</incidents>
  <info><language>vi-VN</language><category>Safety</category><category>Fire</category>
    <event>Cháy</event><responseType>Evacuate</responseType><urgency>Immediate</urgency>
    <severity>Severe</severity><certainty>Observed</certainty>
    <eventCode><valueName>ma</valueName><value>C1</value></eventCode>
    <expires>2030-08-22T11:00:00+07:00</expires><headline>Cháy tại cổng B &amp; nhà xe</headline>
    <description>Khói ở nhà xe.</description><instruction>Ra cổng A.</instruction>
    <parameter><valueName>cong</valueName><value/></parameter>
    <resource><resourceDesc>So do</resourceDesc><mimeType>image/png</mimeType><size>12</size>
      <digest>ab</digest></resource>
    <area><areaDesc>Hội trường</areaDesc>
      <polygon>21.0,105.8 21.1,105.8 21.1,105.9 21.0,105.8</polygon>
      <circle>21.02,105.83 0.4</circle>
      <geocode><valueName>xa</valueName><value>00001</value></geocode>
      <altitude>10</altitude><ceiling>40.5</ceiling></area>
  </info>
</alert>"""
WORDS: Final = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)
MAYBE: Final = st.one_of(st.just(""), WORDS)
NAMES: Final = st.from_regex(r"[A-Za-z0-9@._-]{1,20}", fullmatch=True)
TIMES: Final = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001  the strategy gives it its zone
    datetime(2090, 1, 1),  # noqa: DTZ001  as above
    timezones=st.sampled_from([HERE, timezone(timedelta(0)), timezone(-timedelta(hours=3.5))]),
).map(lambda at: at.replace(microsecond=0))
FIGURES: Final = st.integers(-(10**6), 10**6).map(lambda n: n / 10_000)
LATS: Final = st.integers(-900_000, 900_000).map(lambda n: n / 10_000)
LONS: Final = st.integers(-1_800_000, 1_800_000).map(lambda n: n / 10_000)
PAIRS: Final = st.builds(Pair, WORDS, MAYBE)
RINGS: Final = st.lists(st.tuples(LATS, LONS), min_size=3, max_size=5).map(
    lambda points: (*points, points[0])
)


def many(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=2).map(tuple)


AREAS: Final = st.builds(
    Area,
    description=WORDS,
    polygons=many(RINGS),
    circles=many(st.builds(Circle, LATS, LONS, FIGURES.map(abs))),
    geocodes=many(PAIRS),
    altitude_ft=FIGURES,
    ceiling_ft=st.one_of(st.none(), FIGURES),
)
RESOURCES: Final = st.builds(
    Resource,
    description=WORDS,
    mime_type=WORDS,
    size_bytes=st.one_of(st.none(), st.integers(0, 10**12)),
    uri=st.one_of(st.just(""), NAMES),
    content=MAYBE,
    digest=MAYBE,
)
SOMETIMES: Final = st.one_of(st.none(), TIMES)
INFOS: Final = st.builds(
    Info,
    language=st.sampled_from(["", "vi-VN", "en"]),
    categories=st.lists(st.sampled_from(Category), min_size=1, max_size=2).map(tuple),
    event=WORDS,
    responses=many(st.sampled_from(Response)),
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    audience=MAYBE,
    event_codes=many(PAIRS),
    effective=SOMETIMES,
    onset=SOMETIMES,
    expires=SOMETIMES,
    sender_name=MAYBE,
    headline=MAYBE,
    description=MAYBE,
    instruction=MAYBE,
    web=st.one_of(st.just(""), NAMES),
    contact=MAYBE,
    parameters=many(PAIRS),
    resources=many(RESOURCES),
    areas=many(AREAS),
)
REFERENCES: Final = st.builds(Reference, NAMES, NAMES, TIMES)
ALERTS: Final = st.builds(
    Alert,
    identifier=NAMES,
    sender=NAMES,
    sent=TIMES,
    status=st.sampled_from(Status),
    kind=st.sampled_from(Kind),
    source=MAYBE,
    scope=st.sampled_from(Scope),
    restriction=WORDS,
    addresses=WORDS,
    codes=many(WORDS),
    note=MAYBE,
    references=st.lists(REFERENCES, min_size=1, max_size=2).map(tuple),
    incidents=MAYBE,
    infos=many(INFOS),
)
