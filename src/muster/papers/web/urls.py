from django.urls import include, path

app_name = "papers"
urlpatterns = [
    path("appraisal/", include("muster.papers.web.appraisal_urls")),
    path("visits/", include("muster.papers.web.visit_urls")),
    path("", include("muster.papers.web.remark_urls")),
    path("", include("muster.papers.web.documents_urls")),
    path("copies/", include("muster.papers.web.copies_urls")),
]
