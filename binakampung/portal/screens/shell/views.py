"""What anyone may ask: is the server well, and the field app itself (it holds no data until someone signs in)."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

import binakampung

BUILT = Path(__file__).resolve().parents[2] / "static" / "field"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json",
         ".wasm": "application/wasm", ".woff2": "font/woff2", ".map": "application/json"}  # fmt: skip
HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.\w+$")
# The form engine compiles XPath with WebAssembly and shows chosen pictures from memory; it calls only this server.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers; no data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "sehat", "version": binakampung.__version__})


@login_not_required
@require_safe
def field_app(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of the built app; any other address inside it is a page of the app itself."""
    file = _file(path)
    if file is None:
        if Path(path).suffix:
            raise Http404
        file = _file("index.html")
    if file is None:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=_type(file))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = _keep(file)
    if file.name == "sw.js":
        response.headers["Service-Worker-Allowed"] = "/app/"
    return response


def _file(path: str) -> Path | None:
    """The built file meant, never one outside the built app."""
    if "\0" in path:
        return None
    file = (BUILT / path).resolve()
    return file if file.is_relative_to(BUILT) and file.is_file() else None


def _type(file: Path) -> str:
    return TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _keep(file: Path) -> str:
    """A file whose name carries a hash of its content never changes; all others are asked for anew."""
    hashed = file.parent.name == "assets" and HASHED.search(file.name)
    return "public, max-age=31536000, immutable" if hashed else "no-cache"
