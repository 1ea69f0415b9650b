"""Every address of the installation. Capabilities bring their own; site has what combines them."""

from django.contrib import admin
from django.urls import include, path

from muster.site import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("", include("muster.site.board.urls")),
    path("congress/", include("muster.site.congress.urls")),
    path("desk/", include("muster.site.desk.urls")),
    path("grids/", include("muster.site.grids.urls")),
    path("search/", include("muster.site.search.urls")),
    path("tree/", include("muster.site.tree.urls")),
    path("workbook/", include("muster.site.workbook.urls")),
    path("jobs/", include("muster.site.jobs.urls")),
    path("season/", include("muster.season.web.urls")),
    path("office/", include("muster.office.web.urls")),
    path("papers/", include("muster.papers.web.urls")),
    path("venues/", include("muster.venues.web.urls")),
    path("control/", include("muster.control.web.urls")),
    path("phone/", include("muster.control.web.phone_urls")),
    path("api/", include("muster.api.urls")),
    path("tokens/", include("muster.api.web.urls")),
    path("gateways/", include("muster.gateways.web.urls")),
    path("duty/", include("muster.duty.web.urls")),
    path("live/", include("muster.live.web.urls")),
    path("shell/", include("muster.shell.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
