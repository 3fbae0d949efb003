from django.urls import path

from binakampung.portal.screens.accounts import views

urlpatterns = [
    path("akun/", views.listing, name="accounts"),
    path("akun-baru/", views.add, name="add_worker"),
    path("akun/<str:login>/", views.worker, name="worker"),
    path("akun/<str:login>/tugas/<int:number>/akhiri/", views.end, name="end_assignment"),
    path("akun/<str:login>/kunci/", views.give_key, name="give_key"),
    path("akun/<str:login>/kunci/<int:number>/cabut/", views.revoke_key, name="revoke_key"),
    path("akun/<str:login>/sandi/", views.reset_password, name="reset_password"),
    path("akun/<str:login>/tutup/", views.deactivate, name="deactivate"),
    path("akun/<str:login>/buka/", views.reactivate, name="reactivate"),
]
