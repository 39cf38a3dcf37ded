"""What each of the six methods answers, as a return document."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority import envelope
from beian_plugin.authority.envelope import Cipher
from beian_plugin.authority.soap import write_return
from beian_plugin.errors import EnvelopeRefused, InvalidValue
from beian_plugin.filing.codes import message_code
from beian_plugin.filing.hostname import parse_host
from beian_plugin.sandbox import faults, incoming, outgoing
from beian_plugin.sandbox.records import live_domain, site_values, subject_by_certificate, subject_by_number
from beian_plugin.sandbox.tables import Call, Provider, Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from beian_plugin.authority.soap import Call as SoapCall
    from beian_plugin.sandbox.store import Office, Store
    from beian_plugin.sandbox.tables import SubjectRow

#: Wrong tries of a filing password until `msg_code` 22.
MOST_TRIES = 5
_LEAST_RANDOM = 20
_DOMAIN_CONDITION = 0
_LAST_CONDITION = 11
#: What a fault of the moment `gate` answers.
_GATES = {"closed_hours": 20, "full_queue": 15, "not_permitted": 19}
_REPORTING_HOURS = "08:00-20:00"


class Refused(Exception):
    """The call is answered with this `msg_code`."""

    def __init__(self, code: int, message: str = "", missing: tuple[int, ...] = ()) -> None:
        super().__init__(message or message_code(code).message.zh)
        self.code = code
        self.missing = missing


def answer(store: Store, call: SoapCall) -> str:
    """The return document for a call; what is due by the authority's clock is done first."""
    incoming.work(store)
    with store.write() as office:
        provider = None
        try:
            provider = _caller(office, call.parameters)
            _gates(office, call.method)
            code, document = _METHODS[call.method](office, provider, call.parameters)
        except Refused as refusal:
            code = refusal.code
            missing = [("dataSequence", number) for number in refusal.missing]
            document = write_return(code, str(refusal), "dataSequences" if missing else "", missing)
        number = provider.id if provider else None
        office.session.add(Call(at=office.now(), provider_id=number, method=call.method, code=code, fault=""))
        return document


def _caller(office: Office, given: Mapping[str, str]) -> Provider:
    """The provider that calls. Raises Refused where it is not who it says."""
    random = given.get("randVal", "")
    if len(random) < _LEAST_RANDOM:
        raise Refused(16)
    number = given.get("ispId", "")
    provider = office.session.get(Provider, int(number)) if _is_number(number) else None
    if provider is None:
        raise Refused(12)
    if provider.user != given.get("userName"):
        raise Refused(4)
    try:
        expected = envelope.password_hash(provider.password, random)
    except InvalidValue:
        raise Refused(12) from None
    if not hmac.compare_digest(expected.encode(), given.get("pwdHash", "").encode()):
        raise Refused(5)
    if provider.province != office.switch("province"):
        raise Refused(13)
    if given.get("hashAlgorithm") != str(envelope.MD5):
        raise Refused(10)
    return provider


def _gates(office: Office, method: str) -> None:
    for fault in faults.strike(office, method, "gate"):
        if fault.kind == "maintenance":
            raise Refused(902 if method in {"isp_download", "isp_downloadack"} else 901)
        code = _GATES[fault.kind]
        raise Refused(code, message_code(code).message.zh + (_REPORTING_HOURS if code == 20 else ""))


def _upload(office: Office, provider: Provider, given: Mapping[str, str]) -> tuple[int, str]:
    if not provider.allowed:
        raise Refused(19)
    if incoming.waiting_files(office, provider.id) >= int(office.switch("most_waiting")):
        raise Refused(15)
    numbers = {
        name: _number(given, name, code)
        for name, code in (("encryptAlgorithm", 9), ("compressionFormat", 11), ("dataSequence", 999))
    }
    sequence, encryption = numbers["dataSequence"], numbers["encryptAlgorithm"]
    if encryption not in (envelope.NO_ENCRYPTION, envelope.AES_CBC):
        raise Refused(9)
    if numbers["compressionFormat"] != envelope.ZIP:
        raise Refused(11)
    if sequence > provider.sequence + 1:
        raise Refused(14, missing=tuple(range(provider.sequence + 1, sequence))[:1000])
    if sequence <= provider.sequence:
        raise Refused(
            999, f"序号 {sequence} 已被使用，上次上报的序号为 {provider.sequence}；接口未规定重复序号的处理。"
        )
    info, digest = given.get("beianInfo", ""), given.get("beianInfoHash", "")
    try:
        xml = envelope.unseal(info, digest, encryption, _cipher(provider))
    except EnvelopeRefused as problem:
        raise Refused(problem.code) from None
    office.session.add(
        Upload(
            provider_id=provider.id,
            sequence=sequence,
            name=f"{provider.id}{sequence:010d}",
            info=info,
            hash=digest,
            encryption=encryption,
            xml=xml,
            received_at=office.now(),
        )
    )
    provider.sequence = sequence
    return 0, write_return(0, message_code(0).message.zh)


def _previous(office: Office, provider: Provider, _given: Mapping[str, str]) -> tuple[int, str]:
    upload = office.session.scalar(select(Upload).filter_by(provider_id=provider.id, sequence=provider.sequence))
    values: list[tuple[str, str | int]] = [
        ("hashAlgorithm", envelope.MD5),
        ("compressionFormat", envelope.ZIP),
        ("encryptAlgorithm", upload.encryption if upload else envelope.NO_ENCRYPTION),
        ("dataSequence", provider.sequence),
        ("return_FileName", upload.name if upload else ""),
        ("beianInfo", upload.info if upload else ""),
        ("beianInfoHash", upload.hash if upload else ""),
    ]
    return 0, write_return(0, message_code(0).message.zh, "fileInfos", values)


def _download(office: Office, provider: Provider, _given: Mapping[str, str]) -> tuple[int, str]:
    handed = outgoing.hand_out(office, provider, _cipher(provider))
    if handed is None:
        return 2, write_return(2, message_code(2).message.zh)
    code = 3 if handed.more else 1
    values: list[tuple[str, str | int]] = [
        ("hashAlgorithm", envelope.MD5),
        ("compressionFormat", envelope.ZIP),
        ("encryptAlgorithm", handed.sealed.encryption),
        ("return_FileName", handed.name),
        ("beianInfo", handed.sealed.info),
        ("beianInfoHash", handed.sealed.hash),
    ]
    return code, write_return(code, message_code(code).message.zh, "fileInfos", values)


def _acknowledge(office: Office, provider: Provider, given: Mapping[str, str]) -> tuple[int, str]:
    name = given.get("fileName", "")
    if not name:
        raise Refused(21)
    if not outgoing.acknowledge(office, provider.id, name):
        raise Refused(999, "没有向您下发过该文件名的文件，请核实后继续调用")
    return 0, write_return(0, message_code(0).message.zh)


def _status(office: Office, _provider: Provider, given: Mapping[str, str]) -> tuple[int, str]:
    condition = _number(given, "queryConditionType", 999)
    value = given.get("queryCondition", "").strip()
    if condition > _LAST_CONDITION or not value:
        raise Refused(999, "查询条件类型应为 0 至 11，查询条件不能为空")
    values: list[tuple[str, str | int]] = [("Cxtjlx", condition), ("Cxtj", value)]
    subject: SubjectRow | None
    if condition == _DOMAIN_CONDITION:
        domain = live_domain(office, _ascii(value))
        subject = domain.site.subject if domain else None
        values.append(("Wzmc", site_values(domain.site).name if domain else ""))
    else:
        domain = None
        subject = subject_by_certificate(office, condition, value)
    if subject:
        values.append(("Ztbah", subject.number))
    if domain:
        values.append(("Wzbah", domain.site.number))
    values.append(("Bazt", 0 if subject else 1))
    kept = [(name, text) for name, text in values if text != ""]
    return 0, write_return(0, message_code(0).message.zh, "StatusInfo", kept)


def _ascii(domain: str) -> str:
    """The domain as records hold it, in punycode."""
    try:
        return parse_host(domain).ascii
    except InvalidValue:
        return domain.lower()


def _verify(office: Office, _provider: Provider, given: Mapping[str, str]) -> tuple[int, str]:
    subject = subject_by_number(office, given.get("baxh", ""))
    if subject and subject.password_tries >= MOST_TRIES:
        raise Refused(22, message_code(22).message.zh.replace("X", str(MOST_TRIES)))
    right = subject is not None and is_password(subject, given.get("bamm", ""))
    if subject:
        subject.password_tries = 0 if right else subject.password_tries + 1
    return 0, write_return(0, message_code(0).message.zh, "VerifyInfo", [("VerifyRes", 0 if right else 1)])


def is_password(subject: SubjectRow, given: str) -> bool:
    """Whether `given` is the subject's filing password, in clear or as the hex of its MD5."""
    digest = hashlib.md5(subject.password.encode(), usedforsecurity=False).hexdigest()
    kept, text = given.lower().encode(), given.encode()
    return hmac.compare_digest(digest.encode(), kept) | hmac.compare_digest(subject.password.encode(), text)


_METHODS: Mapping[str, Callable[[Office, Provider, Mapping[str, str]], tuple[int, str]]] = {
    "isp_upload": _upload,
    "isp_download": _download,
    "isp_downloadack": _acknowledge,
    "isp_querypreviousupload": _previous,
    "isp_querybeianstatus": _status,
    "isp_verifybamm": _verify,
}


def _cipher(provider: Provider) -> Cipher | None:
    return Cipher(provider.aes_key, provider.aes_iv) if provider.aes_key else None


def _number(given: Mapping[str, str], name: str, code: int) -> int:
    """The parameter as a number. Raises Refused with `code` where it is none."""
    text = given.get(name, "")
    if not _is_number(text):
        raise Refused(code)
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
