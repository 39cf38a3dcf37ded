"""The papers as HTML, and printed as PDF."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from beian_plugin.errors import BeianError
from beian_plugin.filing import division
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.papers import needs_extra

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beian_plugin.filing.particulars import Address, Principal, Site
    from beian_plugin.papers.values import SheetValues, SubjectValues


#: What goes to the extra sheet, the least that helps first.
_ANNEXES = (frozenset[str](), frozenset({"domains"}), frozenset({"domains", "sites"}))


def verification_sheet(values: SheetValues) -> bytes:
    """The verification sheet (网站备案信息真实性核验单) as PDF, A4.

    What does not fit on one page goes to an extra sheet, which the first page names. Raises ExtraMissing, and
    BeianError where Pango or a Chinese font is missing.
    """
    for annex in _ANNEXES:
        document = _laid_out(sheet_html(values, annex=annex))
        if len(document.pages) == 1 or "annex" in document.pages[1].anchors:
            break
    return _bytes(document)


def password_reset_form(values: SubjectValues) -> bytes:
    """The form with which a subject asks the authority for a new filing password (FAQ 36) as PDF; raises the same."""
    return _bytes(_laid_out(_templates().get_template("reset.html").render(filed=values)))


def sheet_html(values: SheetValues, *, annex: frozenset[str] = _ANNEXES[0]) -> str:
    """The verification sheet as a whole page; `annex` names what of `domains` and `sites` stands on an extra sheet."""
    template = _templates().get_template("sheet.html")
    return template.render(sheet=values, filed=values.filed, qr=_qr(values.code), annex=annex)


def _qr(code: str) -> Markup:
    with needs_extra():
        import segno
    # Medium correction: it is folded, stamped and photographed.
    image = segno.make(code, error="m", micro=False).svg_inline(border=4, svgclass="qr", omitsize=True)
    return Markup(image)  # noqa: S704  segno draws it


def _laid_out(html: str) -> Any:
    with needs_extra():
        from weasyprint import HTML  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
    _require_font()
    # The pages need nothing from elsewhere, and no text of a customer may make the server fetch anything.
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=())).render()


def _bytes(document: Any) -> bytes:
    content: bytes = document.write_pdf()
    return content


@cache
def _require_font() -> None:
    """Raise BeianError where this server has no Chinese font: all would be boxes, and without any font Pango crashes.

    A rare character that no font has is printed as a box and written by hand.
    """
    lister = shutil.which("fc-list")  # comes with Pango
    if lister and not subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, check=False).stdout:  # noqa: S603
        raise BeianError(
            "PDFs cannot be printed: no Chinese font is on this server. Install one (Debian: apt-get install "
            "fonts-noto-cjk)."
        )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(address=_address, domain=_domain)
    environment.globals.update(people=_people)
    return environment


def _address(address: Address) -> str:
    """An address in one line, its divisions by name unless the line begins with them."""
    found = (division.find(f"{code:06d}") for code in (address.province, address.city, address.county) if code)
    names = "".join(dict.fromkeys(one.name for one in found if one and one.level is not division.Level.GROUP))
    return address.detail if address.detail.startswith(names) else names + address.detail


def _domain(name: str) -> str:
    """A domain as people write it, with its punycode where that differs."""
    shown = to_unicode(name)
    return shown if shown == name else f"{shown} ({name})"


def _people(sites: Iterable[Site]) -> list[Principal]:
    """Everybody of whom a photograph is wanted: the principals of the sites, each once."""
    named = {(one.principal.name, one.principal.certificate_number): one.principal for one in sites}
    return list(named.values())
