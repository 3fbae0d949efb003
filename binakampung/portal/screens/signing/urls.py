from django.urls import path

from binakampung.portal.screens.signing import views

urlpatterns = [
    path("masuk/", views.sign_in, name="login"),
    path("keluar/", views.sign_out, name="logout"),
    path("sandi/", views.password, name="password"),
    path("bahasa/", views.choose_language, name="language"),
]
