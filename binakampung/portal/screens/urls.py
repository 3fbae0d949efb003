"""The office's screens, one module of addresses a concept."""

from django.urls import include, path

CONCEPTS = (
    "signing",
    "desk",
    "territory",
    "children",
    "families",
    "submissions",
    "attention",
    "duplicates",
    "forms",
    "entry",
    "importing",
    "accounts",
    "shell",
)

urlpatterns = [path("", include(f"binakampung.portal.screens.{concept}.urls")) for concept in CONCEPTS]
