"""`beian filings sheet` and `beian filings attachment`: what comes on paper or as a picture."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from beian_plugin.authority.report import Holder
from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json as _json
from beian_plugin.cli.options import language, number
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.verdict import Text
from beian_plugin.images import MOST_BYTES
from beian_plugin.operations import base_codes, material

if TYPE_CHECKING:
    from beian_plugin.operations.material import AttachmentInfo, SheetInfo

_HOLDERS = {holder.name.lower(): holder for holder in Holder}
_STATES = {
    "received": Text("已收到", "received"),
    "valid": Text("有效", "valid"),
    "invalid": Text("无效", "not valid"),
}


@click.group()
def sheet() -> None:
    """The register of verification sheets: note one that came, call it valid or not (FAQ 35, 47, 58)."""


@sheet.command("list")
@number
@_json
@language
def list_sheets(*, number: int, as_json: bool, lang: str) -> None:
    """List the sheets of filing ID, the newest first: that one counts."""
    found = material.sheets_of(open_context(), number)
    if as_json:
        click.echo(json.dumps([_sheet(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        _show_sheet(one, lang)
    if not found:
        click.echo({"zh": "还没有收到核验单。", "en": "No verification sheet has come."}[lang])


@sheet.command()
@number
@click.argument("domains", nargs=-1, required=True, metavar="DOMAIN...")
@click.option("--extra", is_flag=True, help="It says 补单: a filing that came back is sent again alone (FAQ 35).")
@_json
@language
def receive(*, number: int, domains: tuple[str, ...], extra: bool, as_json: bool, lang: str) -> None:
    """Note that a sheet of filing ID came which lists each DOMAIN; says what it has too many or too few."""
    found = material.receive_sheet(open_context(), number, domains, extra=extra, actor=actor())
    _tell_sheet(found, as_json=as_json, lang=lang)


@sheet.command()
@click.argument("sheet", type=click.IntRange(1, 2**31 - 1))
@click.argument("judgement", type=click.Choice(["valid", "invalid"]))
@click.option("--reason", default="", help="Why it is not valid; the customer reads it.")
@_json
@language
def judge(*, sheet: int, judgement: str, reason: str, as_json: bool, lang: str) -> None:
    """Call SHEET valid, which verifies its filing, or invalid; its number stands in the list of sheets."""
    found = material.judge_sheet(open_context(), sheet, valid=judgement == "valid", reason=reason, actor=actor())
    _tell_sheet(found, as_json=as_json, lang=lang)


def _tell_sheet(one: SheetInfo, *, as_json: bool, lang: str) -> None:
    if as_json:
        click.echo(json.dumps(_sheet(one), ensure_ascii=False))
    else:
        _show_sheet(one, lang)


def _show_sheet(one: SheetInfo, lang: str) -> None:
    extra = {"zh": "  补单", "en": "  extra"}[lang] if one.extra else ""
    click.echo(f"{one.id:>6}  {_STATES[one.state].to(lang)}{extra}  {', '.join(map(to_unicode, one.domains))}")
    many, few = {"zh": ("多出", "缺少"), "en": ("too many", "missing")}[lang]
    for words, names in ((many, one.too_many), (few, one.too_few)):
        if names:
            click.echo(f"        {words}: {', '.join(map(to_unicode, names))}")
    if one.reason:
        click.echo(f"        {one.reason}")


def _sheet(one: SheetInfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "domains": one.domains,
        "too_many": one.too_many,
        "too_few": one.too_few,
        "reason": one.reason,
        "extra": one.extra,
        "received_at": one.received_at.isoformat(),
        "judged_at": one.judged_at.isoformat() if one.judged_at else None,
    }


@click.group()
def attachment() -> None:
    """The pictures that go with a filing: kept as JPEG of at most 100 KB each, a verification sheet 150 KB."""


@attachment.command("list")
@number
@_json
@language
def list_attachments(*, number: int, as_json: bool, lang: str) -> None:
    """List the attachments of filing ID, the oldest first."""
    context = open_context()
    found, purposes = material.attachments_of(context, number), base_codes.table(context, "Fjyt")
    if as_json:
        click.echo(json.dumps([_attachment(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        purpose = purposes.get(one.purpose, str(one.purpose))
        holder = f"site {one.site}" if one.holder is Holder.SITE else "subject"
        click.echo(f"{one.id:>6}  {purpose}  {holder}  {one.size} B  {one.note}".rstrip())
    if not found:
        click.echo({"zh": "没有附件。", "en": "There are no attachments."}[lang])


@attachment.command()
@_json
def purposes(*, as_json: bool) -> None:
    """List what an attachment may show, by the authority's codes (Fjyt)."""
    context = open_context()
    base_codes.require(context, "Fjyt")
    found = base_codes.table(context, "Fjyt")
    if as_json:
        click.echo(json.dumps([{"code": code, "name": name} for code, name in found.items()], ensure_ascii=False))
        return
    for code, name in found.items():
        click.echo(f"{code:>6}  {name}")


@attachment.command()
@number
@click.argument("file", type=click.File("rb"))
@click.option("--purpose", type=click.IntRange(0), required=True, help="What it shows; `purposes` lists the codes.")
@click.option(
    "--format", "format_", type=click.IntRange(0), help="Code of its format (Fjwjgs); that of JPEG if left out."
)
@click.option("--holder", type=click.Choice(list(_HOLDERS)), default="subject", show_default=True, help="Whose it is.")
@click.option("--site", type=click.IntRange(0), default=0, show_default=True, help="Which site, counted from 0.")
@click.option("--note", default="", help="What the authority reads beside it.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of a PDF.")
@language
def add(
    *,
    number: int,
    file: BinaryIO,
    purpose: int,
    format_: int | None,
    holder: str,
    site: int,
    note: str,
    page: int,
    lang: str,
) -> None:
    """Add the JPEG, PNG or page of a PDF in FILE to filing ID; - reads the standard input."""
    kept = material.hand_in(
        open_context(),
        number,
        # One byte more than any may have tells that it is too large, however large it is.
        file.read(MOST_BYTES + 1),
        purpose=purpose,
        format=format_,
        holder=_HOLDERS[holder],
        site=site,
        note=note,
        page=page,
        actor=actor(),
    )
    click.echo(f"attachment {kept.id} is added")
    for one in kept.notes:
        click.echo(f"  {one.to(lang)}")


@attachment.command()
@click.argument("attachment", type=click.IntRange(1, 2**31 - 1))
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
def save(*, attachment: int, file: str) -> None:
    """Write ATTACHMENT to FILE, - for the standard output; the audit log notes who looked."""
    content = material.attachment_content(open_context(), attachment, actor=actor())
    try:
        with click.open_file(file, "wb") as target:
            target.write(content)
    except OSError as error:
        raise InvalidValue(f"{file} cannot be written: {error.strerror}.", what="file") from None


@attachment.command()
@click.argument("attachment", type=click.IntRange(1, 2**31 - 1))
def remove(*, attachment: int) -> None:
    """Take ATTACHMENT off its filing."""
    material.remove_attachment(open_context(), attachment, actor=actor())
    click.echo(f"attachment {attachment} is removed")


def _attachment(one: AttachmentInfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "purpose": one.purpose,
        "format": one.format,
        "holder": one.holder.name.lower(),
        "site": one.site,
        "size": one.size,
        "note": one.note,
        "added_at": one.added_at.isoformat(),
    }
