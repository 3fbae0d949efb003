from django.urls import path

from binakampung.portal.reports import views

urlpatterns = [
    path("laporan/<str:code>/<str:period>/", views.report, name="report"),
    path("laporan/<str:code>/<str:period>.pdf", views.report_pdf, name="report_pdf"),
    path("laporan/<str:code>/<str:period>.xlsx", views.report_workbook, name="report_workbook"),
    path("laporan/<str:code>/<str:period>/sel/<str:cell>/", views.figure, name="report_figure"),
    path("laporan/<str:code>/<str:period>/tutup/", views.close, name="report_close"),
]
