from django.urls import path

from binakampung.portal.screens.territory import views

urlpatterns = [
    path("laporan/", views.reports, name="reports"),
    path("wilayah/", views.territory, name="territory"),
    path("wilayah/<str:code>/", views.area, name="area"),
]
