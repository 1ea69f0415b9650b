"""Samples in the forms that ATAK and its kin send, made up by hand; and strategies for events."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st
from tests.engines.cot.samples import SAMPLES

from muster.engines.cot import Event, Node, Point

POSITION: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<event version="2.0" uid="ANDROID-7c1" type="a-f-G-U-C" time="2030-08-16T02:42:00.123Z" \
start="2030-08-16T02:42:00.123Z" stale="2030-08-16T02:43:15.123Z" how="m-g" access="Undefined">\
<point lat="21.028511" lon="105.804817" hae="12.4" ce="4.9" le="9999999.0"/>\
<detail><takv os="34" version="5.1.0" device="PHONE X" platform="ATAK-CIV"/>\
<contact endpoint="*:-1:stcp" callsign="Tổ 12"/><uid Droid="Tổ 12"/>\
<precisionlocation altsrc="GPS" geopointsrc="GPS"/><__group role="Team Member" name="Cyan"/>\
<status battery="78"/><track course="187.5" speed="1.2"/></detail></event>"""
PING: Final = """<?xml version="1.0" encoding="UTF-8"?>
<event version="2.0" uid="ANDROID-7c1-ping" type="t-x-c-t" time="2030-08-16T02:42:00Z" \
start="2030-08-16T02:42:00Z" stale="2030-08-16T02:42:10Z" how="m-g">\
<point lat="0.0" lon="0.0" hae="0.0" ce="9999999.0" le="9999999.0"/><detail/></event>"""
CHAT: Final = """<event version="2.0" uid="GeoChat.ANDROID-7c1.All Chat Rooms.d3a2" type="b-t-f" \
time="2030-08-16T02:42:00.000Z" start="2030-08-16T02:42:00.000Z" stale="2030-08-17T02:42:00.000Z" \
how="h-g-i-g-o"><point lat="21.0" lon="105.8" hae="9999999.0" ce="9999999.0" le="9999999.0"/>\
<detail><__chat parent="RootContactGroup" groupOwner="false" messageId="d3a2" \
chatroom="All Chat Rooms" id="All Chat Rooms" senderCallsign="Tổ 12">\
<chatgrp uid0="ANDROID-7c1" uid1="All Chat Rooms" id="All Chat Rooms"/></__chat>\
<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>\
<remarks source="BAO.F.ATAK.ANDROID-7c1" to="All Chat Rooms" time="2030-08-16T02:42:00.000Z">\
Cổng B đã mở &amp; thông</remarks></detail></event>"""
ALERT: Final = """<event version='2.0' uid='ANDROID-7c1-9-1-1' type='b-a-o-tbl' \
time='2030-08-16T02:42:00.000Z' start='2030-08-16T02:42:00.000Z' stale='2030-08-16T02:42:10.000Z' \
how='m-g'><point lat='21.0' lon='105.8' hae='12.0' ce='5.0' le='999999' />\
<detail><link uid='ANDROID-7c1' type='a-f-G-U-C' relation='p-p'/><contact callsign='Tổ 12-Alert'/>\
<emergency type='911 Alert'>Tổ 12</emergency></detail></event>"""
SHAPE: Final = """<event version="2.0" uid="5d1e" type="u-d-f" time="2030-08-16T02:42:00.000Z" \
start="2030-08-16T02:42:00.000Z" stale="2030-08-17T02:42:00.000Z" how="h-e">\
<point lat="21.0" lon="105.8" hae="NaN" ce="9999999.0" le="9999999.0"/>\
<detail><contact callsign="Vành đai 1"/><link point="21.01,105.81"/><link point="21.02,105.82"/>\
<strokeColor value="-1"/><color argb="-256"/><archive/><labels_on value="true"/></detail></event>"""
CORPUS: Final = {
    "position": POSITION,
    "ping": PING,
    "chat": CHAT,
    "alert": ALERT,
    "shape": SHAPE,
    **SAMPLES,
}

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,11}", fullmatch=True)
# What XML holds: no controls, no halves of pairs. Carriage returns are read as line breaks.
TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1FFFF, exclude_categories=["Cs"]).filter(
        lambda letter: letter not in "\ufffe\uffff"
    ),
    max_size=20,
)
WORDS = TEXTS.filter(bool)
ATTRIBUTES = st.dictionaries(NAMES, TEXTS, max_size=4).map(lambda held: tuple(sorted(held.items())))
NODES = st.recursive(
    st.builds(Node, NAMES, ATTRIBUTES, TEXTS),
    lambda below: st.builds(
        Node, NAMES, ATTRIBUTES, st.just(""), st.lists(below, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
METRES = st.none() | st.floats(-1e5, 1e5)
POINTS = st.builds(
    Point,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    hae_m=METRES,
    ce_m=METRES,
    le_m=METRES,
)
TIMES = st.integers(0, 10**10).map(
    lambda tenths: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=100 * tenths)
)
KEPT = ("uid", "type", "how", "time", "start", "stale", "version")
EVENTS = st.builds(
    Event,
    uid=WORDS,
    type=WORDS,
    how=WORDS,
    made_at=TIMES,
    starts_at=TIMES,
    stale_at=TIMES,
    point=POINTS,
    detail=st.lists(NODES, max_size=4).map(tuple),
    extra=ATTRIBUTES.map(lambda held: tuple(one for one in held if one[0] not in KEPT)),
)


def wrapped(inner: str, *, more: str = "") -> bytes:
    """A plain event with that below ``<detail>``."""
    text = POSITION.split("<detail>")[0].partition("\n")[2]
    return f"{text}{more}<detail>{inner}</detail></event>".encode()
