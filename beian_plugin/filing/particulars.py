"""What a filing says (备案信息): the subject, its sites, their domains and accesses.

One model for what a customer drafts, what is sent to the authority and what the authority publishes. Everything may
be missing, since a draft grows; `completeness` tells what a kind of filing still needs. Numbers that name a base code
(nature, certificate type, contents, ...) come from the authority's own tables.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct, json
from msgspec.structs import replace


class Reporting(IntEnum):
    """Reporting mode (报备类型): who fills the filing in (FAQ 57); the numbers are those of `Bbfs`."""

    #: 自主备案: the customer.
    SELF = 0
    #: 代为备案: staff, on the customer's behalf.
    ON_BEHALF = 1


class Commercial(IntEnum):
    """What the customer says of a site: whether its service is for money, and whether the permit is there (FAQ 29, 56).

    Kept with the filing and never sent: the interface has no field for it.
    """

    #: 非经营性: what it shows is free.
    NO = 0
    #: 经营性, and the permit is still to be had from the authority.
    APPLIES = 1
    #: 经营性, and the subject holds the permit.
    HOLDS = 2


class _Values(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Immutable, compared by value, small when stored."""


class Address(_Values, frozen=True, kw_only=True):
    """A postal address within a division; the codes are those of GB/T 2260, six digits."""

    province: int | None = None
    city: int | None = None
    county: int | None = None
    #: Street and number, as the certificate or the subject writes it.
    detail: str = ""


class Principal(_Values, frozen=True, kw_only=True):
    """A person who answers for a subject or a site (负责人)."""

    name: str = ""
    #: Several are separated by `;`, here and in the next two.
    office_phone: str = ""
    mobile: str = ""
    email: str = ""
    msn: str = ""
    qq: str = ""
    certificate_type: int | None = None
    certificate_number: str = ""


class Subject(_Values, frozen=True, kw_only=True):
    """Who files (主体)."""

    #: The authority's id (`Ztid`), and ours (`IspZtid`), where there is one.
    authority_id: int | None = None
    own_id: int | None = None
    licence_number: str = ""
    name: str = ""
    nature: int | None = None
    #: Investor or superior unit (投资人).
    investor: str = ""
    address: Address = Address()
    certificate_type: int | None = None
    certificate_number: str = ""
    #: The address as the certificate prints it (证件住所).
    certificate_address: str = ""
    principal: Principal = Principal()
    reporting: Reporting = Reporting.SELF
    note: str = ""


class PreApproval(_Values, frozen=True, kw_only=True):
    """A permit that a content needs before the filing (前置审批, FAQ 41)."""

    category: int
    #: Number of the permit.
    number: str = ""
    #: Ids of the attachments that show it.
    scans: tuple[int, ...] = ()


class Domain(_Values, frozen=True, kw_only=True):
    """A registrable domain of a site."""

    #: In punycode.
    name: str
    authority_id: int | None = None
    own_id: int | None = None


class IpRange(_Values, frozen=True, kw_only=True):
    """IPv4 addresses of an access, from `first` to `last`; the interface carries no IPv6."""

    first: str
    last: str
    authority_id: int | None = None
    own_id: int | None = None


class Access(_Values, frozen=True, kw_only=True):
    """One provider's serving of a site (接入)."""

    authority_id: int | None = None
    own_id: int | None = None
    #: The provider's id (`Ispid`); None stands for this provider.
    provider: int | None = None
    #: Where the servers stand (`Fbdd`) and how the site is reached (`Jrfs`): base codes.
    places: tuple[int, ...] = ()
    modes: tuple[int, ...] = ()
    addresses: tuple[IpRange, ...] = ()


class Site(_Values, frozen=True, kw_only=True):
    """A site of the subject (网站)."""

    authority_id: int | None = None
    own_id: int | None = None
    licence_number: str = ""
    #: Several names are separated by `;`.
    name: str = ""
    #: Host and path of the home page, without a scheme.
    home_page: str = ""
    pre_approvals: tuple[PreApproval, ...] = ()
    #: Service contents (`Fwnr`) and languages (`Yylb`): base codes.
    contents: tuple[int, ...] = ()
    languages: tuple[int, ...] = ()
    #: None until the customer has answered.
    commercial: Commercial | None = None
    domains: tuple[Domain, ...] = ()
    accesses: tuple[Access, ...] = ()
    principal: Principal = Principal()
    note: str = ""


class Cancellation(_Values, frozen=True, kw_only=True):
    """Why a record is cancelled (FAQ 53)."""

    #: Base code `Zxly`.
    reason: int | None = None
    note: str = ""
    #: The customer says that the sites are closed; kept with the filing and never sent.
    closed: bool = False


class Particulars(_Values, frozen=True, kw_only=True):
    """Everything one filing says.

    new: subject and sites whole. add_site: the subject's licence number (or authority id) alone, the new sites whole.
    transfer_in: no subject, one site with its licence number (or authority id) and the one access to add. change:
    subject and sites whole with their authority ids. cancel_subject, cancel_site, cancel_access: the authority id of
    the subject, of one site, of one access of one site, and the cancellation. material: the licence number or the
    authority id of what the attachments belong to. A kind without a subject may have one for its reporting mode alone.
    """

    subject: Subject | None = None
    sites: tuple[Site, ...] = ()
    cancellation: Cancellation | None = None


# msgspec 0.22 learns a type as it first decodes one, and crashes the process where two threads are first at once.
json.Decoder(Particulars)


def reported(particulars: Particulars, mode: Reporting) -> Particulars:
    """The same in that reporting mode."""
    return replace(particulars, subject=replace(particulars.subject or Subject(), reporting=mode))
