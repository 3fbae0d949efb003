"""The addresses that ODK Collect knows, under a device's key and under `/openrosa/`; a last slash is tolerated."""

from django.urls import include, re_path

from binakampung.portal.openrosa import views

FORM = r"^forms/(?P<form_id>[^/]+)/(?P<version>.+)"

endpoints = [
    re_path(r"^formList/?$", views.form_list),
    re_path(FORM + r"\.xml/?$", views.form),
    re_path(FORM + r"/manifest/?$", views.manifest),
    re_path(FORM + r"/media/(?P<name>[^/]+)/?$", views.media),
    re_path(r"^integrity/?$", views.integrity),
    re_path(r"^submission/?$", views.submission),
]

urlpatterns = [
    re_path(r"^key/(?P<token>[^/]+)/", include(endpoints)),
    re_path(r"^openrosa/", include(endpoints)),
]
