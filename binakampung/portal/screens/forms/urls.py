from django.urls import path

from binakampung.portal.screens.forms import views

urlpatterns = [
    path("formulir/", views.forms, name="forms"),
    path("formulir-baru/", views.publish_form, name="publish"),
    path("formulir/<str:form_id>/", views.form, name="form"),
    path("formulir/<str:form_id>/ekspor.csv", views.export, name="export"),
]
