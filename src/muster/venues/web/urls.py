from django.urls import path

from muster.venues.web import views

app_name = "venues"
urlpatterns = [
    path("", views.venues, name="venues"),
    path("add", views.add, name="add"),
    path("<int:venue_id>/", views.one, name="one"),
    path("<int:venue_id>/change", views.change, name="change"),
    path("<int:venue_id>/rooms/add", views.add_room, name="add-room"),
    path("<int:venue_id>/rooms/<int:room_id>", views.change_room, name="change-room"),
    path("<int:venue_id>/rooms/<int:room_id>/remove", views.remove_room, name="remove-room"),
    path("<int:venue_id>/contacts/add", views.add_contact, name="add-contact"),
    path("<int:venue_id>/contacts/<int:contact_id>", views.change_contact, name="change-contact"),
    path(
        "<int:venue_id>/contacts/<int:contact_id>/remove",
        views.remove_contact,
        name="remove-contact",
    ),
]
