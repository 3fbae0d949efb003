from django.urls import path

from binakampung.portal.screens.children import views

urlpatterns = [
    path("wilayah/<str:code>/anak/", views.listing, name="children"),
    path("wilayah/<str:code>/anak.csv", views.download, name="children_csv"),
    path("wilayah/<str:code>/kunjungan/", views.visits, name="visits"),
    path("anak/<str:id>/", views.child, name="child"),
]
