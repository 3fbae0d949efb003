"""A list of accounts on the web: try it, import it, print the first passwords, undo the whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from binakampung.catalogue.account_columns import fields
from binakampung.catalogue.problems import wording
from binakampung.intake.account_importing import AccountResult, import_accounts
from binakampung.intake.tables import FileRefused
from binakampung.portal.access.scope import allowed, one_or_404
from binakampung.portal.screens.accounts import slips
from binakampung.portal.screens.accounts.parts import PAGE, today, trail
from binakampung.portal.screens.accounts.workers import workers
from binakampung.portal.screens.importing.kept import KeptFile, fetch, forget, keep
from binakampung.portal.words import language, phrase, say
from binakampung.registry.actions import account_import
from binakampung.registry.actions.first_sheet import make_slips, waiting
from binakampung.registry.models import AccountImport, AccountImportRow, User

LARGEST = 25 * 1024 * 1024
SHOWN = 300
COLUMN = "kolom:"
FIELD_NAMES = {
    "name": phrase("Nama lengkap"),
    "login": phrase("Nama pengguna"),
    "role": phrase("Peran"),
    "team": phrase("Tim"),
    "village": phrase("Desa/kelurahan"),
    "subdistrict": phrase("Kecamatan"),
    "service_area": phrase("Wilayah layanan"),
    "office": phrase("OPD"),
    "since": phrase("Bertugas sejak"),
}


@allowed("manages")
@never_cache
def import_list(request: HttpRequest) -> HttpResponse:
    """Choose a file and try it; look at what would happen; then import it."""
    if request.method != "POST":
        return _choose(request)
    user, ticket = request.user, request.POST.get("berkas_tadi", "")
    assert isinstance(user, User)
    sent = request.FILES.get("berkas")
    file = KeptFile(sent.name or "", sent.read(LARGEST + 1)) if sent else fetch(user.pk, ticket)
    if file is None:
        return _choose(request, say("Pilih dulu berkasnya."))
    if len(file.content) > LARGEST:
        return _choose(request, say("Berkasnya lebih dari 25 MB. Bagi menjadi beberapa berkas."))
    real = request.POST.get("langkah") == "impor" and not request.FILES
    mapping = {name.removeprefix(COLUMN): str(request.POST[name]) for name in request.POST
               if name.startswith(COLUMN) and request.POST[name]}  # fmt: skip
    try:
        result = import_accounts(file.name, file.content, user, today(), mapping, dry_run=not real)
    except FileRefused as refused:
        return _choose(request, refused.message(language()))
    if real:
        forget(user.pk, ticket)
        if result.batch is not None:
            messages.success(request, say("{n} akun baru dibuat.", n=result.counts["new"]))
            return redirect("account_import", result.batch.pk)
        messages.info(request, say("Tidak ada yang baru di daftar ini; tidak ada yang berubah."))
        return redirect("import_accounts")
    return render(request, f"{PAGE}/import_tried.html", _tried(result, ticket or keep(user.pk, file)))


def _choose(request: HttpRequest, problem: str = "") -> HttpResponse:
    facts = {
        "problem": problem,
        "batches": batches(request)[:20],
        "fields": [say(FIELD_NAMES[name]) for name in fields()],
        "trail": trail((say("Impor akun"), "")),
    }
    return render(request, f"{PAGE}/import.html", facts, status=400 if problem else 200)


def _tried(result: AccountResult, ticket: str) -> dict[str, Any]:
    told = [(each.row, wording(each.problem, language()), each.stops) for each in result.troubles]
    return {
        "counts": result.counts,
        "doing": result.counts["new"] + result.counts["changed"],
        "troubles": told[:SHOWN],
        "more": max(len(told) - SHOWN, 0),
        "columns": [(title, say(FIELD_NAMES[name])) for title, name in result.file.columns.items()],
        "ignored": result.file.ignored,
        "chosen": [(title, name) for title, name in result.file.columns.items()],
        "fields": [(name, say(FIELD_NAMES[name])) for name in fields()],
        "ticket": ticket,
        "trail": trail((say("Impor akun"), reverse("import_accounts")), (say("Percobaan"), "")),
    }


def batches(request: HttpRequest) -> QuerySet[AccountImport]:
    """Imports whose accounts are all the reader's to look after; and the reader's own that are undone."""
    rows = AccountImportRow.objects.filter(batch=OuterRef("pk"), user__isnull=False)
    foreign = rows.exclude(user__in=workers(request).order_by().values("pk"))
    mine = Q(by=request.user.get_username())
    return AccountImport.objects.filter(~Exists(foreign), mine | Exists(rows))


@allowed("manages")
@never_cache
def account_import_page(request: HttpRequest, batch: int) -> HttpResponse:
    """What one import made: who has not signed in yet, the sheet to print, the way back."""
    found = one_or_404(batches(request), pk=batch)
    people = list(User.objects.filter(accountimportrow__batch=found).distinct().order_by("name", "pk"))
    facts = {
        "batch": found,
        "waiting": len(waiting(people)),
        "signed_in": sum(person.last_login is not None for person in people),
        "people": people[:SHOWN],
        "more": max(len(people) - SHOWN, 0),
        "all": len(people),
        "trail": trail((say("Impor akun"), reverse("import_accounts")), (found.file_name, "")),
    }
    return render(request, f"{PAGE}/import_done.html", facts)


@allowed("manages")
@require_POST
@never_cache
def print_first_passwords(request: HttpRequest, batch: int) -> HttpResponse:
    """The sheet, made now and kept nowhere; those who have signed in keep their password."""
    found = one_or_404(batches(request), pk=batch)
    mine = workers(request).order_by().values("pk")
    people = waiting(User.objects.filter(accountimportrow__batch=found, pk__in=mine).distinct())
    if not people:
        messages.info(request, say("Semua orang di daftar ini sudah pernah masuk; tidak ada yang perlu dicetak."))
        return redirect("account_import", found.pk)
    made = make_slips(people, today=today(), by=request.user.get_username())
    response = HttpResponse(slips.pdf(made, today()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="sandi-pertama-{found.pk}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@allowed("manages")
@require_POST
def undo_import(request: HttpRequest, batch: int) -> HttpResponse:
    """The whole import is undone; accounts that were used are closed and keep their history."""
    found = one_or_404(batches(request), pk=batch, undone_at=None)
    counts = account_import.undo(found, today=today(), by=request.user.get_username())
    told = say("Impor dibatalkan: {removed} akun dihapus, {closed} yang sudah dipakai ditutup, {kept} akun lama tetap.",
               **counts)  # fmt: skip
    messages.success(request, told)
    return redirect("import_accounts")
