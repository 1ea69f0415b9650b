from django.urls import path

from muster.office.web.views import lists, papers, registers

app_name = "office"
urlpatterns = [
    path("", lists.papers, name="papers"),
    path("registers/", registers.registers, name="registers"),
    path("registers/open", registers.open_register, name="open-register"),
    path("registers/<int:register_id>/add", papers.add, name="add"),
    path("registers/<int:register_id>/begin", registers.open_volume, name="open-volume"),
    path("volumes/<int:volume_id>/", registers.volume, name="volume"),
    path("volumes/<int:volume_id>/close", registers.close_volume, name="close-volume"),
    path("papers/<int:paper_id>/", papers.one, name="paper"),
    path("papers/<int:paper_id>/change", papers.change, name="change"),
    path("papers/<int:paper_id>/scan", papers.add_scan, name="add-scan"),
    path("papers/<int:paper_id>/<slug:action>", papers.act, name="act"),
    path("scans/<int:file_id>", papers.scan, name="scan"),
]
