"""Which accounts a manager may look after, and what may be chosen for them."""

from __future__ import annotations

import secrets

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from binakampung.domain.access import ROLES, Role
from binakampung.portal.access.scope import areas_of, areas_within, role_of
from binakampung.registry.actions.readiness import SYSTEM_LOGIN
from binakampung.registry.lists import inside
from binakampung.registry.models import AdministrativeArea, Assignment, User

# Short, common, easily told apart over a telephone.
WORDS = (
    "sawah", "kelapa", "perahu", "garam", "melati", "padang", "rambut", "tangga", "cermin", "payung", "jendela",
    "mangga", "pepaya", "lontar", "selasa", "gunung", "layar", "bintang", "kapas", "jagung", "tembaga", "perak",
    "kerbau", "angsa", "merpati", "pulau", "dermaga", "anyam", "tikar", "bakul", "kendi", "lesung", "sumur",
    "pagar", "tanjung", "muara", "teluk", "bukit", "kebun", "ladang", "pelangi", "embun", "hujan", "kabut",
    "surya", "purnama", "fajar", "senja", "ketupat", "serabi", "rujak", "lemper", "nasi", "santan", "kunyit",
    "jahe", "kencur", "pandan", "cengkih", "ketumbar", "merica", "salam", "sereh", "daun",
)  # fmt: skip


def workers(request: HttpRequest) -> QuerySet[User]:
    """Accounts that work only inside the manager's areas today, or nowhere yet; never the system's own."""
    today = timezone.localdate()
    now = Assignment.objects.filter(user=OuterRef("pk"), valid_from__lte=today)
    now = now.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    elsewhere = now.exclude(inside(areas_of(request), "area__code") | Q(area__in=_above(request)))
    found = User.objects.exclude(login=SYSTEM_LOGIN).filter(~Exists(elsewhere), role__in=roles(request))
    return found.order_by("-is_active", "name", "pk")


def roles(request: HttpRequest) -> list[str]:
    """The roles that this manager gives: one who may see no names makes no account that may publish or manage."""
    mine = role_of(request)
    return [role.code for role in ROLES.values() if mine.names or not (role.publishes or role.manages)]


def areas_for(request: HttpRequest, role: Role | None = None) -> QuerySet[AdministrativeArea]:
    """Areas inside the manager's own, of the level at which a role works; for a role without names also those above."""
    found = areas_within(request)
    if role is None:
        return found
    if not role.names:
        found = found | AdministrativeArea.objects.filter(pk__in=_above(request))
    kinds = {10: ("desa", "kelurahan"), 6: ("subdistrict",), 4: ("district",), 2: ("province",)}
    return found.filter(kind__in=kinds[role.level])


def _above(request: HttpRequest) -> set[str]:
    """The provinces of the manager's areas: their account is made here, and reads figures only."""
    return {area[:2] for area in areas_of(request)}


def new_password() -> str:
    """Three words and four digits, to be told once; wrong guesses are locked out long before it is found."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), f"{secrets.randbelow(10_000):04}"])
