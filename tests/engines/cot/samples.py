"""More events in the forms that ATAK and its kin send, made up by hand after the published schema.

Each is whole as it comes from a device: with what the reader uses and with what it only keeps.
"""

from typing import Final

TIMES: Final = (
    'time="2030-08-16T02:42:00.000Z" start="2030-08-16T02:42:00.000Z" '
    'stale="2030-08-16T02:52:00.000Z"'
)
HERE: Final = '<point lat="21.028511" lon="105.804817" hae="12.4" ce="4.9" le="9999999.0"/>'
UNKNOWN: Final = '<point lat="0.0" lon="0.0" hae="0.0" ce="9999999.0" le="9999999.0"/>'


def made(uid: str, kind: str, detail: str, *, how: str = "h-g-i-g-o", point: str = HERE) -> str:
    """An event of these minutes."""
    head = f'<event version="2.0" uid="{uid}" type="{kind}" how="{how}" access="Undefined" {TIMES}>'
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{head}{point}<detail>{detail}</detail></event>"


VEHICLE: Final = made(
    "ANDROID-9f2",
    "a-f-G-E-V-C",
    '<takv device="TABLET Y" platform="ATAK-CIV" os="33" version="5.2.0.4"/>'
    '<contact endpoint="192.168.8.41:4242:tcp" phone="" callsign="Xe 3"/><uid Droid="Xe 3"/>'
    '<__group name="Yellow" role="Team Lead"/><status battery="100" readiness="true"/>'
    '<track course="359.9" speed="13.8"/><remarks/>',
    how="m-g",
)
NO_FIX: Final = made(
    "ANDROID-7c1",
    "a-f-G-U-C",
    '<contact endpoint="*:-1:stcp" callsign="Tổ 12"/><status battery="3"/>'
    '<precisionlocation geopointsrc="???" altsrc="???"/><track course="0.0" speed="0.0"/>',
    how="h-e",
    point=UNKNOWN,
)
TO_ONE: Final = made(
    "GeoChat.ANDROID-7c1.ANDROID-9f2.0b7e",
    "b-t-f",
    '<__chat parent="RootContactGroup" groupOwner="false" messageId="0b7e" chatroom="Xe 3" '
    'id="ANDROID-9f2" senderCallsign="Tổ 12">'
    '<chatgrp uid0="ANDROID-7c1" uid1="ANDROID-9f2" id="ANDROID-9f2"/></__chat>'
    '<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>'
    '<__serverdestination destinations="192.168.8.12:4242:tcp:ANDROID-7c1"/>'
    '<remarks source="BAO.F.ATAK.ANDROID-7c1" to="ANDROID-9f2" time="2030-08-16T02:42:00.000Z">'
    'Đón ở cổng B</remarks><marti><dest callsign="Xe 3"/></marti>',
)
TO_GROUP: Final = made(
    "GeoChat.ANDROID-7c1.Cyan.77aa",
    "b-t-f",
    '<__chat parent="TeamGroups" groupOwner="false" messageId="77aa" chatroom="Cyan" id="Cyan" '
    'senderCallsign="Tổ 12"><chatgrp uid0="ANDROID-7c1" uid1="ANDROID-9f2" uid2="ANDROID-3b0" '
    'id="Cyan"/><hierarchy><group uid="TeamGroups" name="Teams"><group uid="Cyan" name="Cyan">'
    '<contact uid="ANDROID-9f2" name="Xe 3"/></group></group></hierarchy></__chat>'
    '<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>'
    '<remarks source="BAO.F.ATAK.ANDROID-7c1" time="2030-08-16T02:42:00.000Z">Rõ</remarks>'
    '<marti><dest callsign="Xe 3"/><dest callsign="Tổ 14"/></marti>',
)
DELIVERED: Final = made(
    "0b7e",
    "b-t-f-d",
    '<__chatreceipt parent="RootContactGroup" groupOwner="false" messageId="0b7e" '
    'chatroom="Tổ 12" id="ANDROID-7c1" senderCallsign="Xe 3">'
    '<chatgrp uid0="ANDROID-9f2" uid1="ANDROID-7c1" id="ANDROID-7c1"/></__chatreceipt>'
    '<link uid="ANDROID-9f2" type="a-f-G-U-C" relation="p-p"/>'
    '<marti><dest callsign="Tổ 12"/></marti>',
)
BELL: Final = made(
    "ANDROID-7c1-9-1-1",
    "b-a-o-pan",
    '<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>'
    '<contact callsign="Tổ 12-Alert"/><emergency type="Ring The Bell">Tổ 12</emergency>',
    how="m-g",
)
CONTACT: Final = made(
    "ANDROID-7c1-9-1-1",
    "b-a-o-opn",
    '<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>'
    '<contact callsign="Tổ 12-Alert"/><emergency type="In Contact">Tổ 12</emergency>',
    how="m-g",
)
CANCEL: Final = made(
    "ANDROID-7c1-9-1-1",
    "b-a-o-can",
    '<link uid="ANDROID-7c1" type="a-f-G-U-C" relation="p-p"/>'
    '<contact callsign="Tổ 12-Alert"/><emergency cancel="true">Tổ 12</emergency>',
    how="m-g",
)
FENCE: Final = made(
    "5d1e-fence-1",
    "b-a-g",
    '<link uid="5d1e" type="u-d-f" relation="p-p"/><contact callsign="Vành đai 1"/>'
    '<emergency type="Geo-fence Breached">Vành đai 1</emergency>'
    "<remarks>Exited Vành đai 1</remarks>",
    how="m-g",
)
MARKER: Final = made(
    "c0ffee01",
    "b-m-p-s-m",
    '<status readiness="true"/><archive/>'
    '<usericon iconsetpath="COT_MAPPING_SPOTMAP/b-m-p-s-m/-256"/>'
    '<link uid="ANDROID-7c1" production_time="2030-08-16T02:41:58.000Z" type="a-f-G-U-C" '
    'parent_callsign="Tổ 12" relation="p-p"/><color argb="-256"/><contact callsign="Xe lạ"/>'
    '<remarks>Biển số che kín &lt;chưa rõ&gt;</remarks><precisionlocation altsrc="DTED0"/>',
)
ROUTE: Final = made(
    "c0ffee02",
    "b-m-r",
    '<link uid="p1" callsign="Tuyến 1 SP" type="b-m-p-w" point="21.01,105.81,9999999.0" '
    'remarks="" relation="c"/><link uid="p2" callsign="" type="b-m-p-c" '
    'point="21.02,105.82,9999999.0" remarks="" relation="c"/><link uid="p3" callsign="VDO" '
    'type="b-m-p-w" point="21.03,105.83,9999999.0" remarks="" relation="c"/>'
    '<link_attr planningmethod="Infil" color="-1" method="Driving" prefix="CP" type="Vehicle" '
    'stroke="3" direction="Infil" routetype="Primary" order="Ascending Check Points"/>'
    '<strokeColor value="-1"/><strokeWeight value="3.0"/><__routeinfo><__navcues/></__routeinfo>'
    '<contact callsign="Tuyến 1"/><remarks/><archive/><labels_on value="false"/>',
)
RECTANGLE: Final = made(
    "c0ffee03",
    "u-d-r",
    '<link point="21.01,105.81"/><link point="21.01,105.82"/><link point="21.02,105.82"/>'
    '<link point="21.02,105.81"/><tog enabled="0"/><strokeColor value="-16711936"/>'
    '<strokeWeight value="4.0"/><fillColor value="-1778320640"/><contact callsign="Khu A"/>',
)
CIRCLE: Final = made(
    "c0ffee04",
    "u-d-c-c",
    '<shape><ellipse major="120.0" minor="120.0" angle="360"/><link uid="c0ffee04.Style" '
    'type="b-x-KmlStyle" relation="p-c"><Style><LineStyle><color>ffffffff</color><width>3.0</width>'
    "</LineStyle><PolyStyle><color>00ffffff</color></PolyStyle></Style></link></shape>"
    '<contact callsign="Vòng 120 m"/><archive/>',
)
CASUALTY: Final = made(
    "c0ffee05",
    "b-r-f-h-c",
    '<contact callsign="MED.16.024200"/><_medevac_ title="MED.16.024200" medline_remarks="" '
    'casevac="false" freq="0.0" urgent="1" priority="0" litter="1" ambulatory="0" '
    'zone_prot_marker="" security="0" hlz_marking="3" us_civilian="1" terrain_none="true" '
    'equipment_none="true"><zMistsMap><zMist title="ZMIST1" z="" m="ngã" i="" s="" t=""/>'
    "</zMistsMap></_medevac_><remarks>Cửa số 2</remarks>",
)
REMOVAL: Final = made(
    "c0ffee06",
    "t-x-d-d",
    '<link uid="c0ffee01" relation="none" type="none"/><__forcedelete/>',
    how="m-g",
    point=UNKNOWN,
)
ASKS: Final = made(
    "protouid",
    "t-x-takp-q",
    '<TakControl><TakRequest version="1"/></TakControl>',
    how="m-g",
    point=UNKNOWN,
)
FILE: Final = made(
    "c0ffee07",
    "b-f-t-r",
    '<fileshare filename="so-do.zip" senderUrl="http://192.168.8.12:8080/getfile?file=1" '
    'sizeInBytes="51234" sha256="00ff" senderUid="ANDROID-7c1" senderCallsign="Tổ 12" '
    'name="sơ đồ"/><ackrequest uid="ack-1" ackrequested="true" tag="sơ đồ"/>'
    '<marti><dest callsign="Xe 3"/></marti>',
)
BEARING: Final = made(
    "c0ffee08",
    "u-rb-a",
    '<range value="412.7"/><bearing value="88.4"/><inclination value="0.0"/><rangeUOM value="1"/>'
    '<northRef value="1"/><color value="-65536"/><contact callsign="R&amp;B 1"/>',
)
SAMPLES: Final = {
    "vehicle": VEHICLE,
    "no fix": NO_FIX,
    "to one": TO_ONE,
    "to a group": TO_GROUP,
    "delivered": DELIVERED,
    "bell": BELL,
    "in contact": CONTACT,
    "cancel": CANCEL,
    "geofence": FENCE,
    "marker": MARKER,
    "route": ROUTE,
    "rectangle": RECTANGLE,
    "circle": CIRCLE,
    "casualty": CASUALTY,
    "removal": REMOVAL,
    "asks for protobuf": ASKS,
    "file": FILE,
    "range and bearing": BEARING,
}
