from django.urls import path

from muster.duty.web.views import force, mine, orders, plans, rosters, shifts, solving

app_name = "duty"
urlpatterns = [
    path("", rosters.rosters, name="rosters"),
    path("officers/", force.officers, name="officers"),
    path("vehicles/", force.vehicles, name="vehicles"),
    path("plans/", plans.plans, name="plans"),
    path("plans/make", plans.make_many, name="make_plans"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/of/<int:event_id>/make", plans.make, name="make_plan"),
    path("plans/<int:plan_id>/posts/add", plans.add_post, name="add_post"),
    path("posts/<int:post_id>/", plans.post, name="post"),
    path("posts/<int:post_id>/withdraw", plans.withdraw, name="withdraw_post"),
    path("shifts/<int:shift_id>/", plans.shift, name="shift"),
    path("rosters/new", rosters.new, name="new_roster"),
    path("rosters/<int:roster_id>/", rosters.roster, name="roster"),
    path("rosters/<int:roster_id>/solve", solving.solve, name="solve"),
    path("rosters/<int:roster_id>/panel", solving.panel, name="panel"),
    path("rosters/<int:roster_id>/cancel", solving.cancel, name="cancel"),
    path("rosters/<int:roster_id>/copy", rosters.copy, name="copy"),
    path("rosters/<int:roster_id>/changes", rosters.changes, name="changes"),
    path("rosters/<int:roster_id>/publish", rosters.publish, name="publish"),
    path("rosters/<int:roster_id>/excel", rosters.excel, name="excel"),
    path("rosters/<int:roster_id>/shifts/<int:shift_id>/", shifts.staff, name="staff"),
    path("rosters/<int:roster_id>/shifts/<int:shift_id>/assign", shifts.assign, name="assign"),
    path("assignments/<int:assignment_id>/remove", shifts.unassign, name="unassign"),
    path("assignments/<int:assignment_id>/lock", shifts.lock, name="lock"),
    path("rosters/<int:roster_id>/orders/", orders.index, name="orders"),
    path("rosters/<int:roster_id>/orders/posts/<int:post_id>/", orders.post, name="post_order"),
    path(
        "rosters/<int:roster_id>/orders/posts/<int:post_id>/docx",
        orders.post_docx,
        name="post_docx",
    ),
    path(
        "rosters/<int:roster_id>/orders/events/<int:event_id>/",
        orders.event,
        name="event_orders",
    ),
    path(
        "rosters/<int:roster_id>/orders/events/<int:event_id>/docx",
        orders.event_docx,
        name="event_docx",
    ),
    path(
        "rosters/<int:roster_id>/orders/officers/<int:officer_id>/",
        orders.officer,
        name="officer_order",
    ),
    path(
        "rosters/<int:roster_id>/orders/officers/<int:officer_id>/docx",
        orders.officer_docx,
        name="officer_docx",
    ),
    path("mine/", mine.mine, name="mine"),
    path("mine/calendar", mine.make_feed, name="make_feed"),
    path("mine/calendar/close", mine.revoke_feed, name="revoke_feed"),
    path("calendar/<str:secret>.ics", mine.feed, name="feed"),
]
