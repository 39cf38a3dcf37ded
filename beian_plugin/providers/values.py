"""The values of rules that are more than yes, no, a number or a text."""

from __future__ import annotations

from dataclasses import dataclass

from beian_plugin.filing.words import Word


@dataclass(frozen=True, slots=True)
class Correction:
    """How wrong subject data is put right after a transfer_in or add_site was approved (FAQ 37, 38)."""

    #: Length of the term in days, or None where the authority sets none.
    days: int | None = None
    working_days: bool = False
    #: Whether the customer hands in material again.
    material_again: bool = True
    #: Whether a mail to the provider's ICP mailbox makes the provider pass the correction on.
    by_mail: bool = False


class YoungProof(Word):
    """A paper that lets a young person file."""

    GUARDIAN = ("guardian", "监护人证明", "proof by a guardian")
    EMPLOYMENT_OR_INCOME = ("employment_or_income", "在职或收入证明", "proof of employment or income")
    STUDY_OR_EMPLOYMENT = ("study_or_employment", "在读或在职证明", "proof of study or employment")


@dataclass(frozen=True, slots=True)
class UnderageProof:
    """Below which age a person adds one of which papers."""

    #: Years; a person of this age needs none.
    below: int
    #: Any one of them is enough.
    proofs: tuple[YoungProof, ...]


@dataclass(frozen=True, slots=True)
class MaxAge:
    """The highest age in years at which a person may be a site's principal."""

    male: int
    female: int


class PlanCount(Word):
    """What is counted before a site construction plan is asked for."""

    SITES_TOTAL = ("sites_total", "已备案与本次新增的网站", "filed and new sites")
    SITES_ALREADY_FILED = ("sites_already_filed", "已备案的网站", "filed sites")
    DOMAINS_DISTINCT_PREFIX_TOTAL = (
        "domains_distinct_prefix_total",
        "已备案与本次新增的不同名称的域名",
        "filed and new domains of different names",
    )


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """Above how many of what a site construction plan (网站建设方案) is needed."""

    over: int
    counts: PlanCount = PlanCount.SITES_TOTAL


class ResidenceProof(Word):
    """A paper that may stand for the residence permit."""

    PROPERTY_DEED = ("property_deed", "房产证", "property deed")
    PROPERTY_PURCHASE_CONTRACT = ("property_purchase_contract", "购房合同", "purchase contract of a home")
    SOCIAL_SECURITY = ("social_security", "社保证明", "proof of social security")
    RENTAL_CONTRACT = ("rental_contract", "租房合同", "rental contract")
    EMPLOYMENT_CONTRACT = ("employment_contract", "劳动合同", "employment contract")
    EMPLOYMENT_CERTIFICATE = ("employment_certificate", "在职证明", "certificate of employment")


class HkMacaoDocument(Word):
    """A certificate of a person from Hong Kong or Macao."""

    HK_MACAO_TRAVEL_PERMIT = (
        "hk_macao_travel_permit",
        "港澳居民来往内地通行证",
        "mainland travel permit for Hong Kong and Macao residents",
    )
    HK_MACAO_TW_RESIDENCE_PERMIT = (
        "hk_macao_tw_residence_permit",
        "港澳台居民居住证",
        "residence permit for Hong Kong, Macao and Taiwan residents",
    )


class OrganisationChange(Word):
    """How far an organisation's filing may turn into another organisation's."""

    RENAME_ONLY = ("rename_only", "仅限更名", "only where it was renamed")
    SAME_LEGAL_REPRESENTATIVE = (
        "same_legal_representative",
        "法定代表人须为同一人",
        "only under the same legal representative",
    )
    WITH_REGISTRY_CERTIFICATE = (
        "with_registry_certificate",
        "须有工商变更证明",
        "only with the business registry's certificate",
    )
    FREE = ("free", "来源未列条件", "no condition is named")


class IndividualChange(Word):
    """How far an individual's filing may turn into another subject's."""

    NEVER = ("never", "不可变更，须注销后重新备案", "never: cancel and file anew")
    OWN_COMPANY = (
        "own_company",
        "仅可变更为本人任法定代表人的单位",
        "only into a company whose legal representative is the same person",
    )
    WITH_DOMAIN_CERTIFICATE = (
        "with_domain_certificate",
        "须有证明单位持有域名的域名证书",
        "only with the certificate that shows the company as the domain's owner",
    )
    FREE = ("free", "来源未列条件", "no condition is named")


class SoleTraderFiling(Word):
    """As what a sole trader (个体工商户) files."""

    ORGANISATION = ("organisation", "按单位备案", "as an organisation")
    BY_TRADE_NAME = (
        "by_trade_name",
        "有字号的按单位，无字号的按个人备案",
        "as an organisation with a trade name, else as an individual",
    )
    BY_REGISTRY_LISTING = (
        "by_registry_listing",
        "工商公示系统可查的按单位，否则按个人备案",
        "as an organisation where the public registry lists it, else as an individual",
    )


class FooterNumber(Word):
    """Which number a site's footer shows."""

    SUBJECT = ("subject", "主体备案号", "the subject's number")
    SITE = ("site", "网站备案号", "the site's number, with -N")
