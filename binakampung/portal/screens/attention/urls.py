from django.urls import path

from binakampung.portal.screens.attention import views

urlpatterns = [
    path("perhatian/", views.attention, name="attention"),
    path("perhatian/ulang/", views.retry_all, name="retry_all"),
]
