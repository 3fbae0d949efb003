"""The addresses that the field app knows."""

from django.urls import path

from binakampung.portal.sync import views

urlpatterns = [
    path("sync/login", views.login, name="sync-login"),
    path("sync/push", views.push, name="sync-push"),
    path("sync/pull", views.pull, name="sync-pull"),
    path("sync/forms/<str:form_id>/<str:version>.xml", views.xform, name="sync-xform"),
    path("sync/forms/<str:form_id>/<str:version>/media/<str:name>", views.media, name="sync-media"),
]
