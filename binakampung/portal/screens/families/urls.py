from django.urls import path

from binakampung.portal.screens.families import acts, homes, prints, views

urlpatterns = [
    path("keluarga/", views.find, name="families_find"),
    path("wilayah/<str:code>/keluarga/", views.listing, name="families"),
    path("wilayah/<str:code>/keluarga/cetak", prints.listing, name="families_print"),
    path("wilayah/<str:code>/keluarga.pdf", prints.listing_pdf, name="families_pdf"),
    path("wilayah/<str:code>/dusun/", views.hamlets, name="hamlets"),
    path("wilayah/<str:code>/peta/", homes.on_the_map, name="homes"),
    path("keluarga/<str:family>/", views.page, name="family"),
    path("keluarga/<str:family>/dilihat/", views.looks, name="family_looks"),
    path("keluarga/<str:family>/kartu/", prints.card, name="family_card"),
    path("keluarga/<str:family>/kartu.pdf", prints.card_pdf, name="family_card_pdf"),
    path("keluarga/<str:family>/urus/<str:act>/", acts.act, name="family_act"),
    path("keluarga/<str:family>/urung/", acts.undo, name="family_undo"),
]
