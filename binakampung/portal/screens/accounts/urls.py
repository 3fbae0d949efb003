from django.urls import path

from binakampung.portal.screens.accounts import groups, hand_over, importing, safety, views

urlpatterns = [
    path("akun/", views.listing, name="accounts"),
    path("akun-baru/", views.add, name="add_worker"),
    path("akun-impor/", importing.import_list, name="import_accounts"),
    path("akun-impor/<int:batch>/", importing.account_import_page, name="account_import"),
    path("akun-impor/<int:batch>/sandi/", importing.print_first_passwords, name="print_first_passwords"),
    path("akun-impor/<int:batch>/batalkan/", importing.undo_import, name="undo_account_import"),
    path("akun-masuk/", safety.sign_in_safety, name="sign_in_safety"),
    path("akun-tim/", groups.team_list, name="teams"),
    path("akun-tim/baru/", groups.add_team, name="add_team"),
    path("akun-tim/<int:team>/", groups.team, name="team"),
    path("akun-tim/<int:team>/<str:kind>/<int:row>/akhiri/", groups.end_in_team, name="end_in_team"),
    path("akun-tim/<int:team>/<str:kind>/<int:row>/lanjutkan/", groups.reopen_in_team, name="reopen_in_team"),
    path("akun-layanan/", groups.service_area_list, name="service_areas"),
    path("akun-layanan/baru/", groups.add_service_area, name="add_service_area"),
    path("akun-layanan/<int:service>/", groups.service_area, name="service_area"),
    path("akun-layanan/<int:service>/<int:row>/akhiri/", groups.end_in_service_area, name="end_in_service_area"),
    path(
        "akun-layanan/<int:service>/<int:row>/lanjutkan/", groups.reopen_in_service_area, name="reopen_in_service_area"
    ),
    path("akun/<str:login>/", views.worker, name="worker"),
    path("akun/<str:login>/tugas/<int:number>/akhiri/", views.end, name="end_assignment"),
    path("akun/<str:login>/tugas/<int:number>/lanjutkan/", views.reopen, name="reopen_assignment"),
    path("akun/<str:login>/serah-terima/", hand_over.hand_over, name="hand_over"),
    path("akun/<str:login>/serah-terima/<int:number>/batalkan/", hand_over.undo, name="undo_hand_over"),
    path("akun/<str:login>/kunci/", views.give_key, name="give_key"),
    path("akun/<str:login>/kunci/<int:number>/cabut/", views.revoke_key, name="revoke_key"),
    path("akun/<str:login>/sandi/", views.reset_password, name="reset_password"),
    path("akun/<str:login>/dua-langkah/cabut/", views.remove_second_factor, name="drop_second_factor"),
    path("akun/<str:login>/tutup/", views.deactivate, name="deactivate"),
    path("akun/<str:login>/buka/", views.reactivate, name="reactivate"),
]
