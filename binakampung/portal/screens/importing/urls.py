from django.urls import path

from binakampung.portal.screens.importing import views

urlpatterns = [
    path("impor/<str:form_id>/", views.upload, name="import"),
    path("formulir/<str:form_id>/templat.xlsx", views.template, name="template"),
]
