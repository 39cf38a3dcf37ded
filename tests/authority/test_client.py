"""The six methods against a server that answers well."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from contextlib import contextmanager

import pytest
from answering import answering

from beian_plugin.authority import envelope, needs_extra, open_authority, soap
from beian_plugin.authority.client import Account, Authority, Downloaded, Previous, Status
from beian_plugin.authority.envelope import Cipher
from beian_plugin.authority.upload import hashed_password
from beian_plugin.errors import AuthorityRefused, EnvelopeRefused, InvalidValue, SettingError
from beian_plugin.settings import PasswordForm, Settings, load_settings

CIPHER = Cipher("0123456789abcdef", "fedcba9876543210")
XML = "<DownloadData>某茶叶公司</DownloadData>".encode("gbk")


@contextmanager
def talking(*documents, **options):
    """An authority that answers with each return document in turn, and the calls that it got."""
    left, calls = list(documents), []

    def answer(handler, body):
        call = soap.read_call(body)
        calls.append((handler.path, handler.headers, call))
        handler.reply(soap.write_answer(call.method, left.pop(0)))

    with answering(answer) as served:
        authority = Authority(served.url, Account(100001, "某用户", "hunter2"), **options)
        yield authority, calls
        authority.close()


def file(code, xml=XML, *, cipher=None, **changes):
    """The return document that hands out a file, each element of which `changes` may set or, with None, leave out."""
    sealed = envelope.seal(xml, cipher)
    values = {
        "hashAlgorithm": 0,
        "compressionFormat": 0,
        "encryptAlgorithm": sealed.encryption,
        "return_FileName": "file1",
        "beianInfo": sealed.info,
        "beianInfoHash": sealed.hash,
    } | changes
    return soap.write_return(code, "", "fileInfos", [item for item in values.items() if item[1] is not None])


def done(code=0):
    return soap.write_return(code, "操作成功")


def test_every_call_says_who_calls_with_a_hash_over_a_new_random_text():
    with talking(done(), done()) as (authority, calls):
        authority.acknowledge("file1")
        authority.acknowledge("file1")
    randoms = set()
    for path, headers, call in calls:
        assert path == "/ISPWebService/upDownLoad"
        assert headers["Content-Type"] == "text/xml; charset=utf-8"
        assert headers["SOAPAction"] == '""'
        assert (call.parameters["ispId"], call.parameters["userName"]) == ("100001", "某用户")
        random = call.parameters["randVal"]
        assert call.parameters["pwdHash"] == envelope.password_hash("hunter2", random)
        assert call.parameters["hashAlgorithm"] == "0"
        assert call.parameters["fileName"] == "file1"
        randoms.add(random)
    assert len(randoms) == 2


@pytest.mark.parametrize("cipher", [None, CIPHER])
def test_an_upload_is_encrypted_where_there_is_a_key_and_carries_its_number(cipher):
    with talking(done(), cipher=cipher) as (authority, calls):
        authority.upload(9_000_000_001, XML)
    [(_, _, call)] = calls
    given = call.parameters
    assert (call.method, given["dataSequence"], given["compressionFormat"]) == ("isp_upload", "9000000001", "0")
    assert given["encryptAlgorithm"] == ("1" if cipher else "0")
    assert envelope.unseal(given["beianInfo"], given["beianInfoHash"], int(given["encryptAlgorithm"]), cipher) == XML


def test_code_14_names_the_missing_numbers():
    answer = soap.write_return(14, "漏报", "dataSequences", [("dataSequence", 7), ("dataSequence", 8)])
    with talking(answer) as (authority, _), pytest.raises(AuthorityRefused) as refused:
        authority.upload(9, XML)
    assert (refused.value.code, refused.value.missing, refused.value.message) == (14, (7, 8), "漏报")


@pytest.mark.parametrize("code", [1, 2, 3, 5, 7, 18, 19, 20, 901, 999, 42])
def test_a_refused_upload_says_what_to_do_and_is_sent_once(code):
    with talking(soap.write_return(code, "hunter2")) as (authority, calls), pytest.raises(AuthorityRefused) as refused:
        authority.upload(1, XML)
    assert refused.value.code == code
    assert len(str(refused.value)) > len("The authority answered with code 999. ")
    assert "hunter2" not in str(refused.value)
    assert len(calls) == 1


@pytest.mark.parametrize(("code", "more"), [(0, True), (3, True), (1, False)])
@pytest.mark.parametrize("cipher", [None, CIPHER])
def test_a_download_says_whether_there_may_be_more(code, more, cipher):
    with talking(file(code, cipher=cipher), cipher=cipher) as (authority, _):
        assert authority.download() == Downloaded(name="file1", content=XML, more=more)


def test_a_plain_file_is_read_though_a_key_is_set():
    with talking(file(1), cipher=CIPHER) as (authority, _):
        assert authority.download().content == XML


def test_nothing_to_download_is_none():
    with talking(done(2)) as (authority, _):
        assert authority.download() is None


@pytest.mark.parametrize("code", [4, 5, 12, 13, 19, 902])
def test_a_refused_download_is_told_and_not_repeated(code):
    with talking(done(code)) as (authority, calls), pytest.raises(AuthorityRefused) as refused:
        authority.download()
    assert refused.value.code == code
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"beianInfoHash": base64.b64encode(b"0" * 16).decode()}, 7),
        ({"beianInfo": "AAAA"}, 7),
        ({"beianInfo": "", "beianInfoHash": ""}, 7),
        ({"beianInfo": None}, 7),
        ({"encryptAlgorithm": 1}, 6),
        ({"encryptAlgorithm": 7}, 9),
        ({"encryptAlgorithm": "x"}, 9),
        ({"hashAlgorithm": 2}, 10),
        ({"compressionFormat": 2}, 11),
    ],
)
def test_a_file_whose_envelope_is_broken_is_handed_back_to_be_kept_and_acknowledged(changes, code):
    with talking(file(3, **changes)) as (authority, _):
        broken = authority.download()
        assert (broken.name, broken.content, broken.more, broken.problem.code) == ("file1", None, True, code)
        with pytest.raises(EnvelopeRefused) as again:
            authority.open_return(broken.raw)
        assert again.value.code == code


def test_a_file_that_a_wrong_key_could_not_open_opens_later_from_what_was_kept():
    with talking(file(1, cipher=CIPHER), cipher=Cipher("x" * 16, "y" * 16)) as (authority, _):
        broken = authority.download()
    assert broken.problem.code == 6
    mended = Authority("http://127.0.0.1:1", Account(1, "u", "p"), cipher=CIPHER)
    assert mended.open_return(broken.raw) == XML


def test_a_file_in_base64_with_line_breaks_of_windows_is_read():
    info = envelope.seal(XML * 9, None).info
    broken = "".join(f"{info[i : i + 76]}\r\n" for i in range(0, len(info), 76))
    with talking(file(1, XML * 9, beianInfo=broken)) as (authority, _):
        assert authority.download().content == XML * 9


def test_the_previous_upload_is_told_with_its_content_and_hash():
    with talking(file(0, cipher=CIPHER, dataSequence=12), cipher=CIPHER) as (authority, calls):
        previous = authority.previous_upload()
    assert previous == Previous(sequence=12, name="file1", hash=envelope.seal(XML, CIPHER).hash, content=XML)
    assert calls[0][2].method == "isp_querypreviousupload"


@pytest.mark.parametrize(
    "answer", [done(), file(0, beianInfo="", beianInfoHash="", return_FileName="", dataSequence=0)]
)
def test_before_the_first_upload_the_previous_number_is_0(answer):
    with talking(answer) as (authority, _):
        assert authority.previous_upload() == Previous(sequence=0)


def test_a_previous_upload_that_cannot_be_opened_still_has_its_number_and_hash():
    with talking(file(0, cipher=CIPHER, dataSequence=3)) as (authority, _):
        previous = authority.previous_upload()
    assert (previous.sequence, previous.content) == (3, None)
    assert previous.hash == envelope.seal(XML, CIPHER).hash


def status(*values):
    return soap.write_return(0, "", "StatusInfo", [("Cxtjlx", 0), ("Cxtj", "teahouse-demo.cn"), *values])


def test_a_status_carries_the_numbers_of_what_is_filed():
    filed = status(("Wzmc", "茶馆"), ("Ztbah", "浙ICP备20260001号"), ("Wzbah", "浙ICP备20260001号-1"), ("Bazt", 0))
    with talking(filed, status(("Bazt", 1))) as (authority, calls):
        assert authority.status(0, "teahouse-demo.cn") == Status(
            filed=True, subject_number="浙ICP备20260001号", site_number="浙ICP备20260001号-1", site_name="茶馆"
        )
        assert authority.status(2, "X") == Status(filed=False)
    assert [path for path, _, _ in calls] == ["/BeianStatusWebService/queryBeianStatus"] * 2
    asked = [call.parameters for _, _, call in calls]
    assert [(one["queryConditionType"], one["queryCondition"]) for one in asked] == [
        ("0", "teahouse-demo.cn"),
        ("2", "X"),
    ]


@pytest.mark.parametrize(
    ("form", "sent"),
    [(PasswordForm.MD5, hashlib.md5(b"filing-pw").hexdigest()), (PasswordForm.CLEAR, "filing-pw")],
)
def test_a_filing_password_is_checked_in_the_form_that_is_set(form, sent):
    answers = [soap.write_return(0, "", "VerifyInfo", [("VerifyRes", result)]) for result in (0, 1)]
    with talking(*answers, password_form=form) as (authority, calls):
        assert authority.verify_password("浙ICP备20260001号", "filing-pw") is True
        assert authority.verify_password("浙ICP备20260001号", "filing-pw") is False
    path, _, call = calls[0]
    assert path == "/BeianStatusWebService/verifyBamm"
    assert (call.parameters["baxh"], call.parameters["bamm"]) == ("浙ICP备20260001号", sent)


def test_a_password_in_chinese_is_hashed_as_a_filing_carries_it():
    answer = soap.write_return(0, "", "VerifyInfo", [("VerifyRes", 0)])
    with talking(answer) as (authority, calls):
        authority.verify_password("浙ICP备20260001号", "密码")
    assert calls[0][2].parameters["bamm"] == hashed_password("密码")


def test_a_password_that_gbk_cannot_hold_is_not_asked_for():
    with talking() as (authority, calls), pytest.raises(InvalidValue, match="GBK") as refused:
        authority.verify_password("浙ICP备20260001号", "密😀码")
    assert calls == []
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_too_many_tries_of_a_password_are_a_refusal():
    with talking(done(22)) as (authority, _), pytest.raises(AuthorityRefused) as refused:
        authority.verify_password("浙ICP备20260001号", "filing-pw")
    assert refused.value.code == 22


@pytest.mark.parametrize("password", ["a\0b", "a\nb", "\ud800"])
def test_a_password_that_cannot_travel_is_refused_before_it_counts_as_a_try(password):
    with talking() as (authority, calls), pytest.raises(InvalidValue, match="control characters"):
        authority.verify_password("浙ICP备20260001号", password)
    assert calls == []


def test_cookies_are_not_kept_and_no_packed_answer_is_asked_for():
    seen = []

    def answer(handler, body):
        seen.append((handler.headers.get("Cookie"), handler.headers.get("Accept-Encoding")))
        handler.reply(soap.write_answer("isp_downloadack", done()), headers=[("Set-Cookie", "a=b")])

    with answering(answer) as served:
        authority = Authority(served.url, Account(1, "u", "p"))
        authority.acknowledge("a")
        authority.acknowledge("a")
        authority.close()
    assert seen == [(None, "identity")] * 2


WHOLE = {"authority_url": "http://127.0.0.1:1", "isp_id": "100001", "isp_user": "u", "isp_password": "hunter2"}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"authority_url": ""}, "BEIAN_AUTHORITY_URL"),
        ({"isp_id": ""}, "BEIAN_ISP_ID"),
        ({"isp_user": ""}, "BEIAN_ISP_USER"),
        ({"isp_password": ""}, "BEIAN_ISP_PASSWORD"),
        ({"isp_password": "hunter2\N{GRINNING FACE}"}, "BEIAN_ISP_PASSWORD"),
        ({"aes_key": "k" * 16}, "BEIAN_AES_IV is empty"),
        ({"aes_iv": "i" * 16}, "BEIAN_AES_KEY is empty"),
        ({"aes_key": "k" * 15, "aes_iv": "i" * 16}, "BEIAN_AES_KEY cannot be used.*16, 24 or 32"),
        ({"aes_key": "k" * 16, "aes_iv": "i" * 15}, "BEIAN_AES_IV cannot be used.*16"),
    ],
)
def test_settings_that_cannot_work_are_named_before_anything_is_sent(changes, name):
    with pytest.raises(SettingError, match=name) as wrong:
        open_authority(Settings(**WHOLE | changes))
    assert "hunter2" not in str(wrong.value)


def test_the_settings_make_a_client_that_works():
    calls = []

    def answer(handler, body):
        calls.append(soap.read_call(body))
        handler.reply(soap.write_answer("isp_download", file(1, cipher=CIPHER)))

    with answering(answer) as served:
        keys = {"aes_key": CIPHER.key, "aes_iv": CIPHER.iv}
        settings = Settings(**WHOLE | keys | {"authority_url": served.url, "authority_namespace": "urn:theirs"})
        authority = open_authority(settings)
        assert authority.download().content == XML
        authority.close()
    assert calls[0].parameters["ispId"] == "100001"
    assert calls[0].namespace == "urn:theirs"


def test_the_namespace_that_is_set_by_default_is_the_one_of_the_simulated_authority():
    assert Settings().authority_namespace == soap.NAMESPACE


@pytest.mark.parametrize("namespace", ["", "urn: x", "urn:{x}", "<x>", "urn:某"])
def test_a_namespace_that_no_message_can_carry_is_refused_at_the_start(namespace):
    with pytest.raises(SettingError, match="BEIAN_AUTHORITY_NAMESPACE"):
        load_settings({"BEIAN_AUTHORITY_NAMESPACE": namespace}, {})


WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import beian_plugin
from beian_plugin.authority import open_authority
from beian_plugin.errors import ExtraMissing
from beian_plugin.settings import Settings
try:
    open_authority(Settings(authority_url="http://127.0.0.1:1", isp_id="1", isp_user="u", isp_password="p"))
except ExtraMissing as missing:
    print(missing)
"""


@pytest.mark.parametrize("module", ["lxml", "requests"])
def test_without_the_extra_the_package_imports_and_one_line_says_what_to_install(module):
    told = subprocess.run([sys.executable, "-c", WITHOUT, module], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    [line] = told.stdout.splitlines()
    assert module in line
    assert "pip install 'beian_plugin[authority]'" in line


def test_another_missing_module_is_no_missing_extra():
    with pytest.raises(ModuleNotFoundError, match="elsewhere"), needs_extra():
        raise ModuleNotFoundError("elsewhere", name="elsewhere")


def test_a_file_of_50_mb_in_one_node_comes_through():
    xml = hashlib.shake_256(b"noise").digest(48 * 1024 * 1024)
    with talking(file(1, xml)) as (authority, _):
        assert authority.download().content == xml
