"""Spreadsheets."""

from django.http import HttpResponse


def upload(request, form_id):
    return HttpResponse("")


def template(request, form_id):
    return HttpResponse("")
