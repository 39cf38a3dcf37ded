"""Rules on commercial filings, bulletin boards and subjects from outside."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace
from providers.cases import Case
from providers.cases.changes import as_it_is
from providers.cases.invented import with_subject
from providers.cases.materials import with_site

from beian_plugin.filing.kinds import Kind

_FROM_OUTSIDE = 7
_NUMBER = "浙B2-20260001"


def _from_outside(asked, situation):
    tables = {**situation.tables, "Zjlx": {**situation.tables["Zjlx"], _FROM_OUTSIDE: "境外公司注册证书"}}
    changed = with_subject(situation, certificate_type=_FROM_OUTSIDE, certificate_number="00000000")
    return dataclasses.replace(changed, tables=tables)


def _forum(asked, situation):
    return with_site(situation, name="示例茶友论坛")


def numbered(kind, number):
    """A filing of this kind under the subject's number."""

    def of(asked, situation):
        particulars = situation.particulars
        subject = replace(particulars.subject, licence_number=number)
        return dataclasses.replace(situation, kind=kind, particulars=replace(particulars, subject=subject))

    return of


CASES = {
    "overseas_subject_admitted": Case(_from_outside, as_it_is),
    "bulletin_board_form": Case(_forum, as_it_is),
    "commercial_permit_guide": Case(numbered(Kind.ADD_SITE, _NUMBER), numbered(Kind.ADD_SITE, "浙ICP备00000001号")),
    "commercial_permit_change_guide": Case(numbered(Kind.CHANGE, _NUMBER), numbered(Kind.ADD_SITE, _NUMBER)),
}
