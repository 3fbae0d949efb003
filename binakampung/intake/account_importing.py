"""A list of accounts through the door: read, planned, and, unless only tried, carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from binakampung.domain.access import ROLES
from binakampung.intake.account_files import AccountFile, read_accounts
from binakampung.intake.tables import FileRefused
from binakampung.registry.actions import account_import
from binakampung.registry.actions.account_import import Plan, Trouble
from binakampung.registry.models import AccountImport, User

# Accounts that open other accounts, or whole programmes, are made one by one, by a person who thinks about it.
ROLES_OF_LISTS = tuple(role.code for role in ROLES.values() if role.level >= 4 and not (role.manages or role.publishes))


@dataclass(frozen=True, slots=True)
class AccountResult:
    """What a list would do or did. `batch` is None when it was only tried, or nothing in it was new."""

    file: AccountFile
    plan: Plan
    counts: Mapping[str, int]
    troubles: Sequence[Trouble]
    batch: AccountImport | None


def import_accounts(
    file_name: str, content: bytes, by: User, today: date, mapping: Mapping[str, str], dry_run: bool
) -> AccountResult:
    """Rows that are wrong are told and left out; all others are made together. Raises `FileRefused`."""
    if not by.role_rules.manages:
        raise FileRefused("account_role_not_given", value=by.role)
    file = read_accounts(content, today, mapping, remembered())
    plan = account_import.plan(file.rows, by.areas(today), ROLES_OF_LISTS, today)
    plan.troubles = sorted([*file.problems, *plan.troubles], key=lambda each: (each.row, not each.stops))
    counts = plan.counts()
    batch = None
    if not dry_run and counts["new"] + counts["changed"]:
        batch = account_import.carry_out(plan, file_name=file_name, columns=file.columns, by=by.login)
    return AccountResult(file, plan, counts, plan.troubles, batch)


def remembered() -> dict[str, str]:
    """How headings were understood in earlier files that were imported, the newest first to be heard."""
    known: dict[str, str] = {}
    for columns in AccountImport.objects.order_by("-pk").values_list("columns", flat=True)[:20]:
        known = {**columns, **known}
    return known
