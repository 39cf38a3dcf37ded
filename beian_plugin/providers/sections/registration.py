"""What rules ask of a domain's registration and of where its name points, as far as both are known."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from beian_plugin.filing.commercial import is_commercial
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.holdings import Held, address_ranges, domains
from beian_plugin.providers.looking import is_sole_trader
from beian_plugin.providers.rule import Force
from beian_plugin.providers.situation import Holder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Situation


#: Sources say three months, which the rules have as 90 days: they are 89 at the least.
_ROUNDED = 1


def min_validity_days(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The registration has to last longer than so many days."""
    unknown = []
    for domain in domains(situation):
        expires = domain.facts.expires
        if expires is None:
            unknown.append(domain)
        elif (left := (expires - situation.today).days) <= asked.value:
            certain = left < asked.value - _ROUNDED and domain.arrives and domain.facts.recent
            yield asked.check(domain.path, _validity(asked, expires), certain=certain)
    yield from _hints(asked, unknown, _validity(asked))


def _validity(asked: Asked, expires: date | None = None) -> Text:
    zh, en = (f"域名注册于 {expires} 到期，", f"The registration ends on {expires}; ") if expires else ("", "")
    return Text(
        f"{zh}{asked.authority}要求域名剩余有效期超过 {asked.value} 天；"
        "请先在域名注册商处续费，并等注册信息更新后再提交。",
        f"{en}{asked.authority} wants a domain to stay registered for more than {asked.value} days: renew it at the "
        "registrar, and hand in once the registration shows it.",
    )


def owner(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """FAQ 20: the holder is the subject; in some provinces it may be the legal representative of an organisation.

    Never for a commercial site (FAQ 30).
    """
    commercial = is_commercial(situation.particulars, situation.published)
    allowed = asked.value and not commercial
    if commercial:
        asked = replace(asked, force=Force.REJECT)
        text = Text(
            "经营性网站的域名所有人必须与主办单位名称完全一致，法定代表人名下的也不可以；请先过户到本单位并完成域名实名认证"
            "（FAQ 30）。",
            "The owner of a commercial site's domain is the organisation under exactly its name, not its legal "
            "representative: transfer the domain, and have its holder verified anew (FAQ 30).",
        )
    elif allowed:
        text = Text(
            f"域名持有者须为本单位；由法定代表人个人持有的，{asked.authority}也接受。由他人持有的，请先过户并完成域名实名认证。",
            f"The organisation holds the domain; {asked.authority} accepts its legal representative as well. One that "
            "somebody else holds is transferred first, and its holder verified anew.",
        )
    else:
        text = Text(
            f"{asked.authority}要求域名持有者与备案单位一致，由法定代表人个人持有的也不接受；请先过户到本单位并完成域名实名认证。",
            f"{asked.authority} wants the organisation itself as the domain's holder, not its legal representative: "
            "transfer the domain, and have its holder verified anew.",
        )
    held = domains(situation)
    for domain in held:
        holder = domain.facts.holder
        if holder is Holder.OTHER or (holder is Holder.LEGAL_REPRESENTATIVE and not allowed):
            # A registrar may write the subject's own name in another way, or hide it; a sole trader is its owner.
            certain = holder is Holder.LEGAL_REPRESENTATIVE and not is_sole_trader(situation)
            certain = certain and domain.arrives and domain.facts.recent
            yield asked.check(domain.path, text, certain=certain)
    told = (None, Holder.LEGAL_REPRESENTATIVE) if allowed else (None,)
    yield from _hints(asked, (domain for domain in held if domain.facts.holder in told), text)


def owner_letter(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A letter where the legal representative holds the domain."""
    text = Text(
        f"域名由法定代表人个人持有的，{asked.authority}要求单位另附说明；请写明持有人与本单位的关系并加盖公章。",
        f"Where the legal representative holds the domain, {asked.authority} wants a letter from the organisation: "
        "say what the holder is to it, and seal the letter.",
    )
    arriving = [domain for domain in domains(situation) if domain.arrives]
    if any(domain.facts.holder is Holder.LEGAL_REPRESENTATIVE for domain in arriving):
        yield asked.material(text)
    yield from _hints(asked, (domain for domain in arriving if domain.facts.holder is None), text)


def overseas_registered(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """No domain that is registered abroad; the registrar's address tells, not the authority's list of registrars."""
    text = Text(
        f"{asked.authority}不受理在境外注册商处注册的域名；请先转入境内注册商并完成域名实名认证。",
        f"{asked.authority} takes no domain that is registered abroad: move it to a registrar in the mainland first, "
        "and have its holder verified.",
    )
    yield from _judge(asked, domains(situation), lambda domain: domain.facts.registered_abroad, text)


def closed(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """What nobody has filed opens after the approval; what moves here is open lawfully (FAQ 46)."""
    text = Text(
        f"{asked.authority}要求网站在备案通过前保持关闭；请确认现在打不开，有解析的请先暂停解析。",
        f"{asked.authority} wants the site closed until it is approved: see that it does not open now, and pause its "
        "DNS records if it has any.",
    )
    yield from _judge(asked, _unfiled(situation), _resolves, text)


def no_dns_record(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """What nobody has filed has no DNS record before the approval."""
    text = Text(
        f"{asked.authority}要求域名在备案通过前不得有解析记录；请先删除或暂停全部解析。",
        f"{asked.authority} wants no DNS record on the domain until it is approved: delete or pause them all.",
    )
    yield from _judge(asked, _unfiled(situation), _resolves, text)


def ip_matches(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """What nobody has filed resolves to the address in the filing, or not at all.

    A domain of a transfer shows the old provider's address, lawfully (FAQ 46), and one of a change may be moving.
    """
    text = Text(
        f"{asked.authority}要求备案填写的 IP 地址就是域名解析到的地址；请改正解析，或改正接入信息中的 IP 地址。",
        f"{asked.authority} wants the address in the filing to be the one that the domain resolves to: correct the "
        "DNS record, or the address of the access.",
    )

    def elsewhere(domain: Held) -> bool | None:
        found = domain.facts.resolves_to
        ranges = address_ranges(domain.site)
        if found is None or not ranges:
            return None
        addresses = [IPv4Address(address) for address in found]
        return bool(found) and not any(first <= one <= last for one in addresses for first, last in ranges)

    yield from _judge(asked, _unfiled(situation), elsewhere, text)


def _judge(
    asked: Asked, held: Iterable[Held], against: Callable[[Held], bool | None], text: Text
) -> Iterator[Requirement]:
    """A warning for each domain that is against the rule, and a hint for each site where that of one is not known.

    It never refuses: a registrar's address is not the authority's list of registrars, a name that resolves may show
    nothing but its registrar's page, and what resolves to one address here may resolve to another one there.
    """
    unknown = []
    for domain in held:
        verdict = against(domain)
        if verdict:
            yield asked.check(domain.path, text, certain=False)
        elif verdict is None:
            unknown.append(domain)
    yield from _hints(asked, unknown, text)


def _hints(asked: Asked, held: Iterable[Held], text: Text) -> Iterator[Requirement]:
    """One hint for each site that has a domain among them that is new to the record."""
    for of in dict.fromkeys(domain.of for domain in held if domain.arrives):
        yield asked.hint(f"{of}.domains", text)


def _unfiled(situation: Situation) -> Iterator[Held]:
    return (domain for domain in domains(situation) if domain.unfiled)


def _resolves(domain: Held) -> bool | None:
    found = domain.facts.resolves_to
    return None if found is None else bool(found)
