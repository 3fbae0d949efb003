"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("binakampung.portal.sync.urls")),
]
