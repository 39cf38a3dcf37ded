"""What a domain is today for its customer (FAQ 44 to 46), and what comes next for each state of a filing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor, Text
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Mapping


class Today(Word):
    """What a domain is today."""

    #: Filed, with this host as access provider.
    SERVED = ("served", "已备案，可访问", "filed, may be served")
    #: Nothing lets it be served, and nothing is under way.
    HELD = ("held", "未备案，暂不能访问", "not filed, held")
    #: A filing for it is under way.
    FILING = ("filing", "备案办理中", "being filed")
    #: A filing for it came back.
    RETURNED = ("returned", "已退回，需修改", "returned, to be corrected")
    #: Filed, with another access provider.
    ELSEWHERE = ("elsewhere", "在其他接入商处备案", "filed elsewhere")
    #: On record, and nobody here can say for whom or through whom.
    UNCLEAR = ("unclear", "备案归属待核实", "on record, to be looked up")
    #: On the authority's blacklist.
    BARRED = ("barred", "已列入黑名单", "blacklisted")
    #: Its filing was cancelled; it is not used here any more.
    NOTHING = ("nothing", "已注销，无需办理", "cancelled, needs nothing")


class Next(NamedTuple):
    """What comes next, and who does it."""

    text: Text
    actor: Actor


#: What comes next for a filing in each state (FAQ 39, 43, 44).
NEXT: Mapping[State, Next] = MappingProxyType(
    {
        State.DRAFT: Next(
            Text("信息还没有提交：请填写完毕并提交。", "Nothing is handed in yet: fill it in and hand it in."),
            Actor.CUSTOMER,
        ),
        State.PROVIDER_REVIEW: Next(
            Text(
                "我们的备案专员正在核实，核实后送管局审核；需要修改的，请联系我们退回。",
                "Our filing staff check it and send it on to the authority. To change something, ask us to return it.",
            ),
            Actor.STAFF,
        ),
        State.QUEUED: Next(
            Text("已核实，等待上报管局；无需您办理。", "It is checked and waits to be sent; you need do nothing."),
            Actor.STAFF,
        ),
        State.AUTHORITY_REVIEW: Next(
            Text(
                "管局在二十个工作日内审核；审核结束前不能修改。",
                "The authority decides within 20 working days; until then nothing can be changed.",
            ),
            Actor.AUTHORITY,
        ),
        State.RETURNED_TO_CUSTOMER: Next(
            Text("信息有不正确之处：请按退回原因修改，再次提交。", "Something is wrong: correct it, hand it in again."),
            Actor.CUSTOMER,
        ),
        State.RETURNED_TO_PROVIDER: Next(
            Text(
                "管局已退回；由我们的备案专员修改后再次上报，需要您办理的会另行退回给您。",
                "The authority gave it back. Our filing staff mend it, or return it to you with what you have to do.",
            ),
            Actor.STAFF,
        ),
        State.APPROVED: Next(
            Text("审核已通过，这项申请已办结。", "It is approved, and this filing is closed."), Actor.NOBODY
        ),
        State.WITHDRAWN: Next(Text("已撤回，不再办理。", "It was withdrawn and goes no further."), Actor.NOBODY),
    }
)
#: What an owner does once a site has its number, beside what the province asks.
ONCE_FILED = (
    Text(
        "把备案号放在网站主页底部的中央，并链接到 https://beian.miit.gov.cn/ "
        "（《非经营性互联网信息服务备案管理办法》第十三条）。",
        "Put the licence number at the foot of the home page, in the middle, with a link to https://beian.miit.gov.cn/ "
        "(Measures for the filing of non-commercial internet information services, article 13).",
    ),
    Text(
        "网站开通之日起 30 日内办理公安联网备案：beian.mps.gov.cn"
        "（《计算机信息网络国际联网安全保护管理办法》第十二条）。",
        "Within 30 days of the site's opening, file it with the police as well: beian.mps.gov.cn (Measures for the "
        "security protection of international networking of computer information networks, article 12).",
    ),
    Text(
        "以后主体、负责人、域名或服务器有变化，及时在这里办理变更；网站不用了，办理注销（FAQ 39、45）。",
        "Report later changes of subject, principal, domains or servers here, and cancel a site that is given up (FAQ "
        "39, 45).",
    ),
)
_ON_BEHALF: Mapping[State, Next] = MappingProxyType(
    {
        State.DRAFT: Next(
            Text(
                "由我们代您填写和提交（代为备案），需要您提供资料的会联系您。",
                "We fill it in and hand it in on your behalf; we ask you for what we need.",
            ),
            Actor.STAFF,
        ),
        State.RETURNED_TO_CUSTOMER: Next(
            Text(
                "信息有不正确之处：由我们代您修改后再次提交（代为备案），需要您提供资料的会联系您。",
                "Something is wrong: we mend it and hand it in again on your behalf, and ask you for what we need.",
            ),
            Actor.STAFF,
        ),
        State.PROVIDER_REVIEW: Next(
            Text(
                "我们的备案专员正在核实，核实后送管局审核；需要修改的，请联系我们。",
                "Our filing staff check it and send it on to the authority. To change something, tell us.",
            ),
            Actor.STAFF,
        ),
    }
)


def next_of(state: State, *, on_behalf: bool) -> Next:
    """What comes next for a filing, which the provider may file on the customer's behalf (FAQ 57)."""
    return (_ON_BEHALF if on_behalf else NEXT).get(state, NEXT[state])


#: What comes next for a domain for which no filing runs.
WITHOUT_FILING: Mapping[Today, Next] = MappingProxyType(
    {
        Today.SERVED: Next(Text(), Actor.NOBODY),
        Today.HELD: Next(
            Text("请办理备案；备案通过前网站不能访问。", "File it: until it is approved the site stays closed."),
            Actor.CUSTOMER,
        ),
        Today.ELSEWHERE: Next(
            Text(
                "备案在其他接入商处；网站放到我们这里须办理转接入（FAQ 21）。",
                "It is filed through another provider: to be served here, it is transferred in (FAQ 21).",
            ),
            Actor.CUSTOMER,
        ),
        Today.UNCLEAR: Next(
            Text(
                "该域名已有备案，但不在您名下或接入情况不明；请联系我们核实（FAQ 5、25）。",
                "The domain is on record, not under your account or with an access that is not known: ask us (FAQ 5, "
                "25).",
            ),
            Actor.STAFF,
        ),
        Today.BARRED: Next(
            Text(
                "域名已被管局列入黑名单，不能访问；请联系当地管局核实处理（FAQ 26）。",
                "The authority has it on its blacklist and it may not be served: ask the local authority (FAQ 26).",
            ),
            Actor.CUSTOMER,
        ),
        Today.NOTHING: Next(Text(), Actor.NOBODY),
    }
)
