"""The monthly report on the web: the page, its files, the list behind each figure, and closing a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binakampung.analytics.closing import NotEnded
from binakampung.analytics.indicators import key_parts
from binakampung.analytics.report import Opened, same_figures
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import ReportDocument
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import allowed, area_or_404, role_of
from binakampung.portal.reports import html, pdf, sources, workbook
from binakampung.portal.reports.present import place_name, sheet, state_words
from binakampung.portal.reports.rows import kind_of, known_rows
from binakampung.portal.screens.paging import page_of
from binakampung.portal.screens.territory.trail import trail
from binakampung.portal.words import formats, language, say
from binakampung.registry.actions.accounts import audit
from binakampung.registry.models import AdministrativeArea

LIVE = "langsung"
LIST_SIZE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, after everything in it was found and allowed."""

    area: AdministrativeArea
    period: ReportingPeriod
    opened: Opened

    @property
    def document(self) -> ReportDocument:
        return self.opened.document


def asked(request: HttpRequest, code: str, period: str) -> Asked:
    """The report of an address. 404 for a foreign area, for what is no month, and for one not yet begun."""
    area = area_or_404(request, code)
    if len(area.code) < 4:
        raise Http404
    month = month_or_404(period)
    return Asked(area, month, sources.reading().open(area.code, month, live=request.GET.get(LIVE) == "1"))


def month_or_404(text: str) -> ReportingPeriod:
    """A month that has begun."""
    try:
        month = ReportingPeriod.parse(text)
    except ValueError:
        raise Http404 from None
    if month.first_day > timezone.localdate():
        raise Http404
    return month


@require_safe
def report(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The page."""
    found = asked(request, code, period)
    live = "?langsung=1" if request.GET.get(LIVE) == "1" else ""
    facts = {
        "area": found.area,
        "period": found.period,
        "page": sheet(found.document, language()),
        "body": html.fragment(found.document, language(), lambda key: list_address(found, key) + live),
        "live": live,
        "months": _neighbours(found),
        "closing": _closing(request, found),
        "trail": trail(request, code, (_month(found.period), "")),
    }
    return render(request, "reports/page.html", facts)


@require_safe
def report_pdf(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The page on paper."""
    return _file(asked(request, code, period), pdf.pdf, "pdf", "application/pdf")


@require_safe
def report_workbook(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The page as a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(asked(request, code, period), workbook.workbook, "xlsx", kind)


def _file(found: Asked, made: Callable[[ReportDocument, str], bytes], ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(made(found.document, language()), content_type=kind)
    name = f"laporan-{found.area.code}-{found.period}.{ending}"
    response["Content-Disposition"] = f'{"inline" if ending == "pdf" else "attachment"}; filename="{name}"'
    return response


@require_safe
def figure(request: HttpRequest, code: str, period: str, cell: str) -> HttpResponse:
    """The list behind one figure. Whoever sees names is written down as having looked."""
    found = asked(request, code, period)
    try:
        listed = found.opened.listed(cell)
    except KeyError:
        raise Http404 from None
    names = role_of(request).names
    page = page_of(request, listed, LIST_SIZE)
    rows = known_rows(sources.query, found.opened.reading.shelf, found.opened, page.object_list, cell, names)
    if names:
        audit(request.user.get_username(), "open_list", f"{found.area.code} {found.period} {cell}", rows=len(rows))
        looked(request, "list", [row.person for row in rows if row.person is not None])
    indicator, column = _words_of(found, cell)
    facts = {
        "area": found.area,
        "indicator": indicator,
        "column": column,
        "page": page,
        "total": len(listed),
        "rows": rows,
        "names": names,
        "visits": kind_of(found.opened, cell) == "follow_ups",
        "period": _month(found.period),
        "place": place_name(found.area.kind, found.area.name),
        "state": state_words(found.opened.frozen, found.period, found.opened.reading.now, language()),
        "trail": trail(request, code, (_month(found.period), report_address(found)), (indicator["title"], "")),
    }
    return render(request, "reports/list.html", facts)


def _words_of(found: Asked, cell: str) -> tuple[dict[str, str], str]:
    definition = found.opened.definition
    id, column_id = key_parts(definition, cell)
    indicator, said = definition.indicators[id], language()
    column = next(column for column in definition.columns if column.id == column_id)
    words = {"title": getattr(indicator.title, said), "wording": getattr(indicator.wording, said)}
    group = f"{getattr(column.group, said)}: " if column.group else ""
    return words, f"{group}{getattr(column.title, said)}"


@allowed("publishes")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Asks in words, then freezes the month, or mends it with a new number when it is closed already."""
    found = asked(request, code, period)
    frozen = found.opened.reading.shelf.latest(sources.REPORT, found.area.code, found.period) is not None
    if request.method == "POST":
        try:
            sources.close(found.area.code, found.period, request.user.get_username(), restate=frozen)
        except NotEnded:
            raise Http404 from None
        return redirect("report", found.area.code, str(found.period))
    if not found.period.ended(timezone.localdate()):
        raise Http404
    facts = {
        "area": found.area,
        "place": place_name(found.area.kind, found.area.name),
        "month": _month(found.period),
        "frozen": frozen,
        "address": report_address(found),
        "trail": trail(request, code, (_month(found.period), report_address(found)), (say("Tutup bulan"), "")),
    }
    return render(request, "reports/close.html", facts)


def _closing(request: HttpRequest, found: Asked) -> str:
    """What the reader may do about closing: `close`, `restate` (late data changed something), or nothing."""
    if not role_of(request).publishes or not found.period.ended(timezone.localdate()):
        return ""
    if found.opened.frozen is None:
        return "" if found.opened.reading.shelf.latest(sources.REPORT, found.area.code, found.period) else "close"
    live = found.opened.reading.open(found.area.code, found.period, live=True)
    return "" if same_figures(live.document, found.document) else "restate"


def _neighbours(found: Asked) -> dict[str, tuple[str, str] | None]:
    """Name and address of the month before, and of the one after if it has begun."""
    after = found.period.later()
    return {
        "before": _named_month(found, found.period.earlier()),
        "after": _named_month(found, after) if after.first_day <= timezone.localdate() else None,
    }


def _named_month(found: Asked, period: ReportingPeriod) -> tuple[str, str]:
    return _month(period), reverse("report", args=[found.area.code, str(period)])


def _month(period: ReportingPeriod) -> str:
    return formats.month(period.first_day, language())


def report_address(found: Asked) -> str:
    return reverse("report", args=[found.area.code, str(found.period)])


def list_address(found: Asked, key: str) -> str:
    return reverse("report_figure", args=[found.area.code, str(found.period), key])
