"""One page hands everything that a worker looks after to another; until it has begun, one button takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from binakampung.portal.access.scope import allowed, one_or_404
from binakampung.portal.screens.accounts.forms import say_missing, today_text
from binakampung.portal.screens.accounts.parts import PAGE, today, trail
from binakampung.portal.screens.accounts.workers import places, workers
from binakampung.portal.words import language, phrase, say
from binakampung.portal.words.codes import ROLE_NAMES
from binakampung.portal.words.formats import day
from binakampung.registry.actions import hand_over as acts
from binakampung.registry.models import AuditRow, User

REASONS = {
    "same_person": phrase("Pilih orang lain: ini orang yang sama."),
    "closed": phrase("Akun penerima sudah ditutup. Buka dulu akunnya, atau pilih orang lain."),
    "other_role": phrase("Penerima harus berperan sama, supaya yang ia lihat juga sama."),
    "nothing": phrase("Mulai hari itu tidak ada wilayah yang dapat diserahkan."),
    "begun": phrase("Serah terima ini sudah berjalan. Serahkan kembali dengan serah terima baru."),
    "changed": phrase("Sesudah serah terima ini ada perubahan lain, jadi tidak dapat dibatalkan begitu saja."),
}


@dataclass(frozen=True, slots=True)
class Order:
    """A hand-over that can still be taken back."""

    number: int
    to: str
    since: date


class Handing(forms.Form):
    """To whom, and from which day."""

    taker = forms.CharField(max_length=150)
    since = forms.DateField()


@allowed("manages")
def hand_over(request: HttpRequest, login: str) -> HttpResponse:
    """What would change hands, to whom, from when."""
    giver = one_or_404(workers(request), login=login)
    takers = workers(request).filter(role=giver.role, is_active=True).exclude(pk=giver.pk)
    form = Handing(request.POST or None, initial={"since": today_text()})
    say_missing(form)
    if request.method == "POST" and form.is_valid():
        taker = takers.filter(login=form.cleaned_data["taker"]).first()
        if taker is None:
            form.add_error("taker", say("Pilih penerima dari daftar."))
        elif _handed(request, form, giver, taker):
            return redirect("worker", giver.login)
    since = form.cleaned_data.get("since") if form.is_bound and "since" in form.cleaned_data else today()
    listed = list(takers.order_by("name", "pk"))
    names = places(listed, today())
    facts = {
        "giver": giver,
        "giver_role": say(ROLE_NAMES[giver.role]),
        "form": form,
        "parts": acts.parts(giver, since or today()),
        "takers": [(each, ", ".join(names.get(each.pk, [])[:2])) for each in listed],
        "trail": trail((giver.name, reverse("worker", args=[giver.login])), (say("Serah terima"), "")),
    }
    return render(request, f"{PAGE}/hand_over.html", facts, status=400 if form.errors else 200)


def _handed(request: HttpRequest, form: Handing, giver: User, taker: User) -> bool:
    since = form.cleaned_data["since"]
    try:
        acts.hand_over(giver=giver, taker=taker, since=since, by=request.user.get_username())
    except acts.NotHandedOver as refused:
        form.add_error("taker" if refused.reason != "nothing" else "since", say(REASONS[refused.reason]))
        return False
    told = say("Semua wilayah {giver} diserahkan kepada {taker} mulai {day}.",
               giver=giver.name, taker=taker.name, day=day(since, language()))  # fmt: skip
    messages.success(request, told)
    return True


def orders(giver: User) -> list[Order]:
    """Hand-overs of this worker that have not begun to count: they can be taken back."""
    rows = AuditRow.objects.filter(act=acts.ACT, subject=giver.login).order_by("-pk")[:20]
    names = dict(User.objects.filter(login__in=[row.details["to"] for row in rows]).values_list("login", "name"))
    found = [
        Order(row.pk, names.get(row.details["to"], row.details["to"]), date.fromisoformat(row.details["since"]))
        for row in rows
        if "undone" not in row.details
    ]
    return [order for order in found if order.since >= today()]


@allowed("manages")
@require_POST
def undo(request: HttpRequest, login: str, number: int) -> HttpResponse:
    """As if the hand-over had not been ordered."""
    giver = one_or_404(workers(request), login=login)
    row = one_or_404(AuditRow.objects.filter(act=acts.ACT, subject=giver.login), pk=number)
    try:
        acts.undo_hand_over(row=row, today=today(), by=request.user.get_username())
    except acts.NotHandedOver as refused:
        messages.error(request, say(REASONS[refused.reason]))
    else:
        messages.success(request, say("Serah terima dibatalkan. Semua seperti sebelumnya."))
    return redirect("worker", giver.login)
