from django.urls import path

from muster.control.web.views import alerts, incidents, lines, passings, pictures, rooms, teams

app_name = "control"
urlpatterns = [
    path("", rooms.rooms, name="rooms"),
    path("open/<int:event_id>", rooms.open_room, name="open"),
    path("<uuid:room_id>/", rooms.room, name="room"),
    path("<uuid:room_id>/screen", rooms.screen, name="screen"),
    path("<uuid:room_id>/wall", rooms.wall, name="wall"),
    path("<uuid:room_id>/close", rooms.close, name="close"),
    path("<uuid:room_id>/posts", rooms.bring_posts, name="bring_posts"),
    path("<uuid:room_id>/lines", lines.write, name="write"),
    path("<uuid:room_id>/reading", lines.reading, name="reading"),
    path("<uuid:room_id>/log", lines.log, name="log"),
    path("lines/<uuid:line_id>/", lines.one, name="line"),
    path("pictures/<uuid:picture_id>/", pictures.one, name="picture"),
    path("<uuid:room_id>/channels", teams.channel, name="channel"),
    path("<uuid:room_id>/teams", teams.add, name="add_team"),
    path("incidents/<uuid:incident_id>/", incidents.one, name="incident"),
    path("incidents/<uuid:incident_id>/life", incidents.life, name="life"),
    path("incidents/<uuid:incident_id>/change", incidents.change, name="change_incident"),
    path("incidents/<uuid:incident_id>/send", incidents.send, name="send"),
    path("tasks/<uuid:task_id>/close", incidents.close_task, name="close_task"),
    path("<uuid:room_id>/passings/", passings.passings, name="passings"),
    path("<uuid:room_id>/passings/draw-up", passings.draw_up, name="draw_up"),
    path("<uuid:room_id>/alerts/", alerts.alerts, name="alerts"),
    path("<uuid:room_id>/alerts/draft", alerts.draft, name="draft_alert"),
    path("<uuid:room_id>/alerts/receive", alerts.receive, name="receive_alert"),
    path("alerts/<uuid:alert_id>/", alerts.one, name="alert"),
    path("alerts/<uuid:alert_id>/cap.xml", alerts.file, name="alert_file"),
    path("alerts/<uuid:alert_id>/release", alerts.release, name="release_alert"),
    path("alerts/<uuid:alert_id>/withdraw", alerts.withdraw, name="withdraw_alert"),
    path("received/<uuid:received_id>/", alerts.received, name="received_alert"),
    path("passings/<uuid:passing_id>/", passings.one, name="passing"),
    path("passings/<uuid:passing_id>/take", passings.take, name="take"),
    path("passings/<uuid:passing_id>/withdraw", passings.withdraw, name="withdraw"),
]
