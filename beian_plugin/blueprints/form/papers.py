"""The papers of a filing: what has to be signed and sent, whether it has come, and the PDFs (FAQ 35, 36, 47, 58)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, redirect, render_template, request, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import BeianError, FilingRefused, InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import customer_filing, drafts, papers
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.paper_work import paper_work_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.form.place import Place

logger = logging.getLogger(__name__)


def sheet(place: Place, filing_id: int) -> str:
    """What has to be done about the verification sheet, by post or as a scan, and what became of those that came."""
    filing = place.filing(filing_id)
    return render_template(
        "beian_form/sheet.html",
        filing=filing,
        place=place,
        papers=paper_work_of(context(), filing_id),
        editable=filing.state in drafts.CUSTOMER_EDITS,
        china=CHINA,
        now=customer_filing.version_of(context(), filing_id),
    )


def sheet_pdf(place: Place, filing_id: int) -> ResponseReturnValue:
    """The verification sheet; with `domain` the one for that domain alone. The audit log names who took it."""
    place.filing(filing_id)
    domain = request.args.get("domain", "")
    name = "-".join(filter(None, (t("核验单", "verification-sheet"), str(filing_id), to_unicode(domain))))
    return _printed(
        name,
        lambda: papers.sheet_pdf(context(), filing_id, domain=domain, actor=me().id),
        url_for(".sheet", filing_id=filing_id),
    )


def reset_form(place: Place, filing_id: int) -> ResponseReturnValue:
    """The form with which the subject asks the authority for a new filing password (FAQ 36)."""
    place.filing(filing_id)
    return _printed(
        f"{t('备案密码重置申请表', 'password-reset-form')}-{filing_id}",
        lambda: papers.reset_form_pdf(context(), filing_id, actor=me().id),
        place.address(filing_id),
    )


def _printed(name: str, printing: Callable[[], bytes], back: str) -> ResponseReturnValue:
    """The PDF under a name; where it cannot be printed, one sentence on the page `back`."""
    try:
        content = printing()
    except (FilingRefused, InvalidValue) as refusal:
        words = t("", " ").join(sentences(refusal))
        tell(Text(words, words), "hold")
        return redirect(back, 303)
    except BeianError as missing:
        logger.warning("A paper could not be printed: %s", missing)
        tell(_NOT_HERE, "hold")
        return redirect(back, 303)
    plain = "".join(one if one.isascii() else "" for one in name).strip("-") or "paper"
    return Response(
        content,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(name)}.pdf",
            "Cache-Control": "no-store",
        },
    )


_NOT_HERE = Text(
    "这里暂时不能生成 PDF，请联系我们索取该表格。",
    "PDFs cannot be made here at the moment: ask us for this form.",
)
