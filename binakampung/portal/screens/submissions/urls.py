from django.urls import path

from binakampung.portal.screens.submissions import views

urlpatterns = [
    path("kiriman/<int:seq>/", views.submission, name="submission"),
    path("kiriman/<int:seq>/asli", views.original, name="original"),
    path("kiriman/<int:seq>/lampiran/<int:number>", views.attachment, name="attachment"),
    path("kiriman/<int:seq>/ulang/", views.retry, name="retry"),
]
