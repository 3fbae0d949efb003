from django.urls import path

from binakampung.portal.screens.shell import views

urlpatterns = [
    path("sehat", views.health, name="health"),
    path("app/", views.field_app, name="field_app"),
    path("app/<path:path>", views.field_app),
]
