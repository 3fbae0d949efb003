"""The pages of refusal, in words. They ask nothing of the database: it may be what failed."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from binakampung.portal.words import language, phrase, say

PAGES = {
    400: (phrase("Permintaan tidak terbaca"), phrase("Kembali ke halaman sebelumnya, lalu coba sekali lagi.")),
    403: (
        phrase("Halaman ini bukan untuk akun Anda"),
        phrase("Bila Anda memerlukannya untuk bekerja, minta kabupaten menambah tugas akun Anda."),
    ),
    404: (
        phrase("Halaman ini tidak ada, atau bukan di wilayah Anda"),
        phrase("Periksa alamatnya, atau mulai lagi dari beranda."),
    ),
    500: (
        phrase("Ada yang rusak di sisi kami"),
        phrase("Yang sudah terkirim tetap aman. Coba lagi sebentar; bila tetap begini, beri tahu kabupaten."),
    ),
    503: (
        phrase("Basis data sedang tidak menjawab"),
        phrase("Yang sudah terkirim tetap aman. Halaman ini kembali sendiri begitu basis data menjawab; coba lagi."),
    ),
}
RETRY_SECONDS = 10
CSRF = (
    phrase("Halaman ini sudah terlalu lama terbuka"),
    phrase("Kembali, muat ulang halamannya, lalu kirim sekali lagi. Isian Anda biasanya masih ada."),
)


def _page(status: int, words: tuple[str, str] | None = None) -> HttpResponse:
    title, advice = words or PAGES[status]
    facts = {"status": status, "title": say(title), "advice": say(advice), "language": language()}
    return HttpResponse(render_to_string("error.html", facts), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(404)


def broken(request: HttpRequest) -> HttpResponse:
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return _page(500)
    response = _page(503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(403, CSRF)
