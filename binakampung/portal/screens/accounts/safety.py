"""Must office roles sign in with two steps? And which of them do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from binakampung.domain.access import ROLES
from binakampung.portal.access import second_factor
from binakampung.portal.access.scope import allowed
from binakampung.portal.screens.accounts.parts import PAGE, trail
from binakampung.portal.screens.accounts.workers import workers
from binakampung.portal.words import say

OFFICE = [role.code for role in ROLES.values() if role.needs_second_factor]


@allowed("manages")
def sign_in_safety(request: HttpRequest) -> HttpResponse:
    """The switch, and the office accounts with or without a second step."""
    if request.method == "POST":
        wanted = request.POST.get("wajib", "")
        if wanted in (second_factor.REQUIRED, second_factor.OPTIONAL):
            second_factor.switch(wanted, request.user.get_username())
            messages.success(request, say("Sudah disimpan dan langsung berlaku."))
        return redirect("sign_in_safety")
    office = workers(request).filter(role__in=OFFICE, is_active=True).order_by("name", "pk")
    with_one = second_factor.who_has_one(office)
    facts = {
        "required": second_factor.policy() == second_factor.REQUIRED,
        "rows": [(each, each.pk in with_one) for each in office],
        "trail": trail((say("Keamanan masuk"), "")),
    }
    return render(request, f"{PAGE}/safety.html", facts)
