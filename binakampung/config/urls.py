"""All addresses. Each way in and each desk brings its own list."""

from django.urls import include, path

ROOMS = ("screens", "reports", "openrosa", "sync")

urlpatterns = [path("", include(f"binakampung.portal.{room}.urls")) for room in ROOMS]

handler400 = "binakampung.portal.screens.shell.errors.bad_request"
handler403 = "binakampung.portal.screens.shell.errors.forbidden"
handler404 = "binakampung.portal.screens.shell.errors.not_found"
handler500 = "binakampung.portal.screens.shell.errors.broken"
