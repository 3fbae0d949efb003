"""On paper: the list of a hamlet or RT, and one family's card; as a page to print and as PDF."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import typst
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binakampung.portal.access.people import Reader, looked, reader_of
from binakampung.portal.access.scope import allowed, families, one_or_404, village_or_404
from binakampung.portal.context import site
from binakampung.portal.reports.pdf import FONTS, NO_CLOCK
from binakampung.portal.screens.families.listing import Wanted, families_of, family_rows
from binakampung.portal.screens.families.story import story_of
from binakampung.portal.screens.families.views import PAGE, wanted_of
from binakampung.portal.words import codes, formats, language, phrase, say
from binakampung.registry.models import AdministrativeArea, Family

TEMPLATE = "families.typ"
PRINTED_AT_MOST = 400  # families: about twelve sheets; an RT has some forty


def _printed(request: HttpRequest, code: str) -> tuple[AdministrativeArea, Wanted, list[Family], bool]:
    village, wanted = village_or_404(request, code), wanted_of(request)
    rows = list(families_of(village.code, wanted).order_by("hamlet", "rt", "head_key", "pk")[: PRINTED_AT_MOST + 1])
    looked(request, "print", rows[:PRINTED_AT_MOST])
    return village, wanted, rows[:PRINTED_AT_MOST], len(rows) > PRINTED_AT_MOST


@allowed("names")
@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The list as a page to print."""
    village, wanted, rows, more = _printed(request, code)
    facts = {"area": village, "wanted": wanted, "rows": family_rows(rows), "more": more, "today": timezone.localdate()}
    return render(request, f"{PAGE}/print.html", facts)


@allowed("names")
@require_safe
def listing_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as PDF."""
    village, wanted, rows, _ = _printed(request, code)
    place = " · ".join(filter(None, (village.name, wanted.hamlet, f"RT {wanted.rt}" if wanted.rt else "")))
    table = [
        [str(number), row.family.head_name, row.home, row.family.address, str(row.family.members), say(RISKS[row.risk])]
        for number, row in enumerate(family_rows(rows), start=1)
    ]
    heads = [say("No."), say("Kepala keluarga"), say("Alamat"), say("Jalan/nomor"), say("Orang"), say("Risiko")]
    sections = [{"title": "", "heads": heads, "widths": [1.2, 5, 5, 4, 1.6, 4], "rows": table}]
    return _pdf(request, say("Daftar keluarga"), place, [], sections, f"keluarga-{village.code}.pdf")


RISKS = {
    "yes": phrase("berisiko"),
    "no": phrase("tidak berisiko"),
    "unknown": phrase("belum diketahui"),
    "": phrase("belum dinilai"),
}


def on_paper(request: HttpRequest) -> Reader:
    """The reader, with less: paper goes from hand to hand, so it bears no whole number and no answer about conflict."""
    reader = reader_of(request)
    return replace(reader, role=replace(reader.role, nik=False, violence=False))


@allowed("names")
@require_safe
def card(request: HttpRequest, family: str) -> HttpResponse:
    """A family's card as a page to print."""
    row = one_or_404(families(request), pk=family)
    looked(request, "print", [row])
    facts = {"family": row, "story": story_of(row, on_paper(request)), "today": timezone.localdate()}
    return render(request, f"{PAGE}/card.html", facts)


@allowed("names")
@require_safe
def card_pdf(request: HttpRequest, family: str) -> HttpResponse:
    """The same as PDF."""
    row = one_or_404(families(request), pk=family)
    looked(request, "print", [row])
    story = story_of(row, on_paper(request))
    people = [
        [
            person.name,
            say(codes.RELATIONSHIP_NAMES.get(person.relationship, person.relationship)),
            say(codes.SEX_NAMES[person.sex]) if person.sex in codes.SEX_NAMES else "–",
            person.age,
            person.nik or "–",
        ]
        for person in story.people
    ]
    heads = [say("Nama"), say("Hubungan"), say("Jenis kelamin"), say("Umur"), say("NIK")]
    sections: list[dict[str, Any]] = [
        {"title": say("Anggota keluarga"), "heads": heads, "widths": [5, 4, 3, 4, 4], "rows": people}
    ]
    sections += [
        {"title": block.title, "heads": [], "widths": [1, 1], "rows": [[line.label, line.text] for line in block.lines]}
        for block in story.blocks
    ]
    facts = [(say("Alamat"), ", ".join(filter(None, (story.home, row.address)))), (say("Nomor KK"), story.card or "–")]
    return _pdf(request, say("Kartu keluarga binaan"), row.head_name, facts, sections, "kartu-keluarga.pdf")


def _pdf(
    request: HttpRequest,
    title: str,
    place: str,
    facts: list[tuple[str, str]],
    sections: list[dict[str, Any]],
    name: str,
) -> HttpResponse:
    known = site()
    data = {
        "title": title,
        "place": place,
        "facts": facts,
        "sections": sections,
        "language": language(),
        "printed": say(
            "Dicetak {day} oleh {name}. Berisi data pribadi: simpan di tempat terkunci.",
            day=formats.day(timezone.localdate(), language()),
            name=str(request.user),
        ),
        "demonstration": say("Data peragaan: semua nama dan angka di sini rekaan") if known["demonstration"] else "",
        "page": say("Halaman"),
    }
    made: bytes = typst.compile(
        FONTS.parent.parent / "reports" / TEMPLATE,
        format="pdf",
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=NO_CLOCK,
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
