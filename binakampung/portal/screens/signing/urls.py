from django.urls import path

from binakampung.portal.screens.signing import own, second, views

urlpatterns = [
    path("masuk/", views.sign_in, name="login"),
    path("masuk/kode/", second.second_step, name="second_step"),
    path("keluar/", views.sign_out, name="logout"),
    path("sandi/", views.password, name="password"),
    path("bahasa/", views.choose_language, name="language"),
    path("saya/", own.own_account, name="own_account"),
    path("saya/dua-langkah/", second.second_factor_page, name="second_factor"),
    path("saya/dua-langkah/cabut/", second.remove, name="remove_second_factor"),
    path("saya/peramban/keluarkan/", own.sign_out_browsers, name="sign_out_browsers"),
    path("saya/telepon/<int:number>/cabut/", own.revoke_own_key, name="revoke_own_key"),
]
