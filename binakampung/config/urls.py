"""All addresses. Each way in and each desk brings its own list."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = ("screens", "reports", "openrosa", "sync")

urlpatterns = [
    path("", include(f"binakampung.portal.{room}.urls"))
    for room in ROOMS
    if find_spec(f"binakampung.portal.{room}") and find_spec(f"binakampung.portal.{room}.urls")
]

handler400 = "binakampung.portal.screens.shell.errors.bad_request"
handler403 = "binakampung.portal.screens.shell.errors.forbidden"
handler404 = "binakampung.portal.screens.shell.errors.not_found"
handler500 = "binakampung.portal.screens.shell.errors.broken"
