from django.urls import path

from muster.gateways.web.views import deliveries, devices, feeds, keys, states

app_name = "gateways"
urlpatterns = [
    path("", states.states, name="states"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/cancel", deliveries.cancel, name="cancel_delivery"),
    path("events/<int:event_id>/devices/", devices.devices, name="devices"),
    path("events/<int:event_id>/devices/enrol", devices.enrol, name="enrol"),
    path("units/<int:season_unit_id>/feeds/", keys.keys, name="feeds"),
    path("units/<int:season_unit_id>/feeds/open", keys.open_feed, name="open_feed"),
    path("feeds/<int:key_id>/close", keys.close, name="close_feed"),
    path("read/<str:secret>/alerts.atom", feeds.alerts, name="alerts_feed"),
    path("read/<str:secret>/exercise.atom", feeds.exercise, name="exercise_feed"),
    path("read/<str:secret>/alerts/<uuid:alert_id>.cap.xml", feeds.alert, name="alert_in_feed"),
    path("read/<str:secret>/events.ics", feeds.calendar, name="calendar_feed"),
    path("read/<str:secret>/features", feeds.landing, name="features"),
    path("read/<str:secret>/features/conformance", feeds.conformance, name="conformance"),
    path("read/<str:secret>/features/collections", feeds.collections, name="collections"),
    path("read/<str:secret>/features/collections/<str:name>", feeds.collection, name="collection"),
    path("read/<str:secret>/features/collections/<str:name>/items", feeds.items, name="items"),
    path(
        "read/<str:secret>/features/collections/<str:name>/items/<int:number>",
        feeds.item,
        name="item",
    ),
    path("devices/<int:device_id>/package", devices.certify, name="certify"),
    path("devices/<int:device_id>/revoke", devices.revoke, name="revoke"),
]
