"""Invented people for the cases of several sections, and filings that they stand in."""

from __future__ import annotations

import dataclasses
from datetime import date

from msgspec.structs import replace

from beian_plugin.filing.certificate import credit_check_digit, resident_check_digit
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Subject

#: Base codes of certificates within TABLES.
PASSPORT, HK_MACAO_PERMIT = 3, 4


def resident_id(province="33", born=date(1990, 1, 1), serial=1):
    """The number of nobody: no division ends in 9999. Men have an odd serial."""
    body = f"{province}9999{born:%Y%m%d}{serial:03d}"
    return body + resident_check_digit(body)


def credit_code(province, serial=1):
    """The credit code of an invented company whose registry lies in `province`."""
    body = f"91{province}010099{serial:07d}"
    return body + credit_check_digit(body)


def aged(situation, years, serial=1):
    """The ID number of somebody who is `years` old in the situation."""
    born = situation.today.replace(year=situation.today.year - years)
    return resident_id(situation.province, born, serial)


def with_subject(situation, **changes):
    """The situation with other values of the subject."""
    particulars = situation.particulars
    subject = replace(particulars.subject, **changes)
    return dataclasses.replace(situation, particulars=replace(particulars, subject=subject))


def with_principal(situation, **changes):
    """The situation with other values of the subject's principal."""
    return with_subject(situation, principal=replace(situation.particulars.subject.principal, **changes))


def with_site_principal(situation, **changes):
    """The situation with other values of the first site's principal."""
    site, *rest = situation.particulars.sites
    site = replace(site, principal=replace(site.principal, **changes))
    return dataclasses.replace(situation, particulars=replace(situation.particulars, sites=(site, *rest)))


def everybody(situation, **changes):
    """The situation with other values of everybody who is in it, and of the individual who files."""
    situation = with_site_principal(with_principal(situation, **changes), **changes)
    shown = {name: value for name, value in changes.items() if name.startswith("certificate")}
    return with_subject(situation, **shown) if situation.is_individual else situation


def add_site(situation):
    """A site added to a subject of which the filing says the number alone."""
    particulars = replace(situation.particulars, subject=Subject(licence_number="浙ICP备00000001号"))
    return dataclasses.replace(situation, kind=Kind.ADD_SITE, particulars=particulars)


def cancellation(situation):
    """A subject's cancellation: nobody is named in it."""
    particulars = replace(situation.particulars, subject=Subject(authority_id=1), sites=())
    return dataclasses.replace(situation, kind=Kind.CANCEL_SUBJECT, particulars=particulars)


def elsewhere(situation):
    """The code of a province that is not the situation's."""
    return "44" if situation.province == "33" else "33"
