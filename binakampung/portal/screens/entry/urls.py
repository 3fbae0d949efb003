from django.urls import path

from binakampung.portal.screens.entry import views

urlpatterns = [
    path("isi/<str:form_id>/", views.fill, name="fill"),
    path("isi/<str:form_id>/kirim", views.submit, name="fill_submit"),
    path("isi/<str:form_id>/<str:version>.xml", views.xform, name="fill_xform"),
    path("isi/<str:form_id>/<str:version>/media/<str:scope>/<str:name>", views.media, name="fill_media"),
]
