from django.urls import path

from muster.papers.web.views.visits import lists, one

urlpatterns = [
    path("", lists.visits, name="visits"),
    path("month", lists.month, name="visit-month"),
    path("calendar.ics", lists.calendars, name="visit-calendar"),
    path("plan/<int:congress_id>", one.plan, name="plan-visit"),
    path("<int:visit_id>/", one.one, name="visit"),
    path("<int:visit_id>/word", one.word, name="visit-word"),
    path("<int:visit_id>/change", one.change, name="change-visit"),
    path("<int:visit_id>/minutes", one.minutes, name="visit-minutes"),
    path("<int:visit_id>/points", one.order, name="visit-points"),
    path("<int:visit_id>/number", one.number, name="number-visit"),
    path("<int:visit_id>/cancel", one.cancel, name="cancel-visit"),
]
