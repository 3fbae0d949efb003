from django.urls import path

from binakampung.portal.screens.duplicates import views

urlpatterns = [
    path("data-ganda/", views.duplicates, name="duplicates"),
    path("data-ganda/<int:number>/gabung/", views.merge, name="merge_duplicates"),
    path("data-ganda/<int:number>/beda/", views.different, name="keep_apart"),
    path("data-ganda/<int:number>/urung/", views.undo, name="undo_duplicates"),
]
