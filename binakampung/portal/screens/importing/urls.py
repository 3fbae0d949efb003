from django.urls import path

from binakampung.portal.screens.importing import progress, views

urlpatterns = [
    path("impor/", progress.imports, name="imports"),
    path("impor/jalan/<int:run>/", progress.run, name="import_run"),
    path("impor/jalan/<int:run>/hentikan/", progress.stop, name="import_stop"),
    path("impor/nomor/<int:file>/batalkan/", progress.undo, name="import_undo"),
    path("impor/<str:form_id>/", views.upload, name="import"),
    path("formulir/<str:form_id>/templat.xlsx", views.template, name="template"),
]
