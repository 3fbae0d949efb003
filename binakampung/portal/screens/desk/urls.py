from django.urls import path

from binakampung.portal.screens.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
]
