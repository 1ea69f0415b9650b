from django.urls import path

from muster.site.tree import accounts, events, persons, units

app_name = "tree"
urlpatterns = [
    path("", units.units, name="units"),
    path("found", events.found, name="found"),
    path("<int:unit_id>/", units.unit, name="unit"),
    path("<int:unit_id>/found", events.found_below, name="found-below"),
    path("<int:unit_id>/rename", events.rename, name="rename"),
    path("<int:unit_id>/move", events.move, name="move"),
    path("<int:unit_id>/tier", events.change_tier, name="tier"),
    path("<int:unit_id>/merge", events.merge, name="merge"),
    path("<int:unit_id>/split", events.split, name="split"),
    path("<int:unit_id>/dissolve", events.dissolve, name="dissolve"),
    path("<int:unit_id>/close", events.close, name="close"),
    path("persons/", persons.persons, name="persons"),
    path("persons/add", persons.add_person, name="add-person"),
    path("persons/<int:person_id>/", persons.person, name="person"),
    path("persons/<int:person_id>/leave", persons.deactivate, name="person-leave"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/add", accounts.add_account, name="add-account"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/password", accounts.reset_password, name="password"),
    path("accounts/<int:account_id>/disable", accounts.disable, name="disable"),
    path("accounts/<int:account_id>/enable", accounts.enable, name="enable"),
    path("accounts/<int:account_id>/give", accounts.give, name="give"),
    path("grants/<int:grant_id>/revoke", accounts.revoke, name="revoke"),
    path("access", accounts.explain, name="explain"),
]
