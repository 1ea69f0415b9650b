from django.urls import path

from muster.papers.web.views.documents import (
    beginning,
    comparing,
    files,
    lists,
    reading,
    required,
    uploading,
)

urlpatterns = [
    path("", lists.documents, name="documents"),
    path("begin", beginning.begin, name="begin"),
    path("required/<int:congress_id>/", required.required, name="required"),
    path("<int:document_id>/", reading.one, name="document"),
    path("<int:document_id>/write", beginning.write, name="write"),
    path("<int:document_id>/upload", uploading.upload, name="upload"),
    path("<int:document_id>/waiting/<slug:token>", uploading.staged, name="staged"),
    path("<int:document_id>/waiting/<slug:token>/drop", uploading.drop, name="drop-staged"),
    path("<int:document_id>/compare", comparing.compare, name="compare"),
    path("<int:document_id>/compare/file", comparing.tracked, name="compare-file"),
    path("versions/<int:version_id>/file", files.file, name="version-file"),
    path("<int:document_id>/readings", reading.readings, name="readings"),
    path("<int:document_id>/act/<slug:action>", reading.act, name="act-document"),
]
