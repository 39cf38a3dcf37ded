"""The six methods over HTTP: who may call, in which order files go, and that any SOAP client can use the WSDL."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode

import particulars_samples as samples
import pytest
import requests
import zeep
from lxml import etree

from beian_plugin.authority import envelope, soap
from beian_plugin.authority.report import Report
from beian_plugin.authority.upload import build_file
from beian_plugin.errors import AuthorityRefused
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import accounts, actions


@pytest.fixture
def caller(sandbox):
    """Calls a method with an account that is right but for what the test changes."""
    settings = sandbox.settings

    def call(method, **changes):
        random = changes.pop("randVal", envelope.random_text())
        values = {
            "ispId": settings["BEIAN_ISP_ID"],
            "userName": settings["BEIAN_ISP_USER"],
            "randVal": random,
            "pwdHash": envelope.password_hash(settings["BEIAN_ISP_PASSWORD"], random),
            "hashAlgorithm": 0,
        }
        path, names = soap.METHODS[method]
        values = {name: changes.get(name, values.get(name, "")) for name in names}
        answer = requests.post(sandbox.url + path, soap.write_call(method, values), timeout=30)
        document = soap.read_answer(answer.content)
        return soap.read_return(document)

    return call


@pytest.fixture
def file(sandbox, ours):
    """A file with one filing, in its envelope."""
    xml = build_file([Report(kind=Kind.NEW, particulars=ours.numbered(samples.new(1)))], ours.id)
    key, iv = sandbox.settings["BEIAN_AES_KEY"], sandbox.settings["BEIAN_AES_IV"]
    sealed = envelope.seal(xml, envelope.Cipher(key, iv))
    return {
        "beianInfo": sealed.info,
        "beianInfoHash": sealed.hash,
        "dataSequence": 1,
        "encryptAlgorithm": 1,
        "compressionFormat": 0,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"randVal": "Short1"}, 16),
        ({"ispId": 999}, 12),
        ({"ispId": "x"}, 12),
        ({"userName": "nobody"}, 4),
        ({"pwdHash": "AAAA"}, 5),
        ({"pwdHash": "\u5bc6"}, 5),
        ({"hashAlgorithm": 1}, 10),
    ],
)
def test_caller_that_is_not_who_it_says(caller, changes, code):
    assert caller("isp_download", **changes).code == code


def test_provider_of_another_province(sandbox, caller):
    sandbox.provider(province="31")
    assert caller("isp_download").code == 13


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"encryptAlgorithm": 7}, 9),
        ({"compressionFormat": 7}, 11),
        ({"beianInfo": b64encode(b"no file").decode()}, 6),
        ({"encryptAlgorithm": 0}, 7),
        ({"dataSequence": "x"}, 999),
    ],
)
def test_file_whose_envelope_is_wrong(sandbox, caller, file, changes, code):
    assert caller("isp_upload", **file | changes).code == code
    assert caller("isp_querypreviousupload").number("dataSequence") == 0
    assert caller("isp_upload", **file).code == 0


def test_zip_that_is_none_or_holds_two_files(caller, file):
    packed = b"PK no zip"
    digest = b64encode(hashlib.md5(packed).digest()).decode()
    plain = file | {"beianInfo": b64encode(packed).decode(), "beianInfoHash": digest, "encryptAlgorithm": 0}
    assert caller("isp_upload", **plain).code == 8


def test_gap_names_the_missing_numbers_and_takes_nothing(caller, file):
    answer = caller("isp_upload", **file | {"dataSequence": 4})
    assert (answer.code, answer.numbers("dataSequence")) == (14, (1, 2, 3))
    assert caller("isp_querypreviousupload").number("dataSequence") == 0


def test_number_that_was_taken_is_refused_and_nothing_is_taken_twice(sandbox, caller, file):
    assert caller("isp_upload", **file).code == 0
    assert caller("isp_upload", **file).code == 999
    assert len(sandbox.pending()) == 1


def test_previous_upload_is_that_very_file(caller, file):
    empty = caller("isp_querypreviousupload")
    assert (empty.number("dataSequence"), empty.text("beianInfo")) == (0, "")
    caller("isp_upload", **file)
    answer = caller("isp_querypreviousupload")
    assert answer.number("dataSequence") == 1
    assert (answer.text("beianInfo"), answer.text("beianInfoHash")) == (file["beianInfo"], file["beianInfoHash"])


def test_queue_that_is_full_and_permission_that_is_closed(sandbox, caller, file):
    sandbox.switch("most_waiting", "0")
    assert caller("isp_upload", **file).code == 15
    sandbox.switch("most_waiting", "10")
    sandbox.provider(allowed=False)
    assert caller("isp_upload", **file).code == 19


def test_same_file_comes_until_it_is_acknowledged(sandbox, ours):
    actions.bar_domain(sandbox.store, "one.cn")
    actions.bar_domain(sandbox.store, "two.cn")
    first, again = ours.authority.download(), ours.authority.download()
    assert (first.name, first.content, first.more) == (again.name, again.content, True)
    ours.authority.acknowledge(first.name)
    ours.authority.acknowledge(first.name)
    second = ours.authority.download()
    assert (second.name != first.name, second.more) == (True, False)
    ours.authority.acknowledge(second.name)
    assert ours.authority.download() is None


def test_acknowledging_nothing_or_an_unknown_file(sandbox, caller):
    actions.bar_domain(sandbox.store, "one.cn")
    assert caller("isp_downloadack").code == 21
    assert caller("isp_downloadack", fileName="unknown").code == 999


def test_a_file_waits_for_one_provider_only(sandbox, ours, other):
    actions.resync(sandbox.store, ours.id)
    actions.send_base_codes(sandbox.store, ours.id)
    assert other.authority.download() is None
    assert ours.authority.download() is not None


def test_status_tells_numbers_of_what_is_filed(ours, filed):
    [site] = filed.sites
    status = ours.authority.status(0, "beian-sample-1.cn")
    assert (status.filed, status.subject_number) == (True, filed.subject.licence_number)
    assert (status.site_number, status.site_name) == (site.licence_number, site.name)
    by_certificate = ours.authority.status(1, filed.subject.certificate_number)
    assert (by_certificate.filed, by_certificate.site_number) == (True, "")
    assert not ours.authority.status(0, "beian-sample-2.cn").filed
    assert not ours.authority.status(2, filed.subject.certificate_number).filed


@pytest.mark.parametrize(("condition", "value"), [(12, "x"), (0, "")])
def test_condition_that_the_interface_does_not_know(caller, condition, value):
    assert caller("isp_querybeianstatus", queryConditionType=condition, queryCondition=value).code == 999


def test_password_is_checked_in_both_forms_with_a_limit_of_tries(sandbox, caller, filed):
    number, password = filed.subject.licence_number, sandbox.password_of(filed.subject.licence_number)
    hashed = hashlib.md5(password.encode()).hexdigest()
    site = filed.sites[0].licence_number
    for right in (password, hashed, hashed.upper()):
        assert caller("isp_verifybamm", baxh=site, bamm=right).text("VerifyRes") == "0"
    for _ in range(5):
        assert caller("isp_verifybamm", baxh=number, bamm="wrong").text("VerifyRes") == "1"
    assert caller("isp_verifybamm", baxh=number, bamm=password).code == 22
    actions.reset_tries(sandbox.store, filed.subject.authority_id)
    assert caller("isp_verifybamm", baxh=number, bamm=password).text("VerifyRes") == "0"


def test_password_never_travels_over_the_interface(sandbox, ours, filed):
    password = sandbox.password_of(filed.subject.licence_number)
    assert all(password not in repr(item) for item in ours.news)
    [mail] = actions.mails(sandbox.store)
    assert (password in mail.text, mail.to) == (True, "sample1@example.com")


def test_zeep_uses_all_six_methods_as_they_are_described(sandbox, file, filed):
    settings = sandbox.settings
    transport = zeep.Transport(timeout=30)
    services = {
        path: zeep.Client(f"{sandbox.url}{path}?wsdl", transport=transport).service
        for path in (soap.UP_DOWN_LOAD, soap.BEIAN_STATUS, soap.VERIFY_PASSWORD)
    }

    def call(method, **more):
        random = envelope.random_text()
        hashed = envelope.password_hash(settings["BEIAN_ISP_PASSWORD"], random)
        who = (int(settings["BEIAN_ISP_ID"]), settings["BEIAN_ISP_USER"], random, hashed)
        path, names = soap.METHODS[method]
        values = dict(zip(names, who, strict=False)) | {"hashAlgorithm": 0} | more
        return soap.read_return(services[path][method](**values))

    actions.bar_domain(sandbox.store, "one.cn")
    handed = call("isp_download")
    assert handed.code == 1
    assert call("isp_downloadack", fileName=handed.text("return_FileName")).code == 0
    assert call("isp_download").code == 2
    assert call("isp_upload", **file | {"dataSequence": 2}).code == 0
    assert call("isp_querypreviousupload").number("dataSequence") == 2
    status = call("isp_querybeianstatus", queryConditionType=0, queryCondition="beian-sample-1.cn")
    assert status.text("Bazt") == "0"
    number = filed.subject.licence_number
    right = call("isp_verifybamm", baxh=number, bamm=sandbox.password_of(number))
    assert right.text("VerifyRes") == "0"
    transport.session.close()


def test_what_is_no_call_is_a_soap_fault(sandbox):
    for path, body in (
        (soap.UP_DOWN_LOAD, b"no xml"),
        (soap.UP_DOWN_LOAD, soap.write_call("isp_verifybamm", dict.fromkeys(soap.METHODS["isp_verifybamm"][1], "x"))),
    ):
        answer = requests.post(sandbox.url + path, body, timeout=30)
        assert answer.status_code == 500
        with pytest.raises(soap.Fault, match="Client"):
            soap.read_answer(answer.content)


def test_only_the_description_is_read_with_get(sandbox):
    assert requests.get(sandbox.url + soap.UP_DOWN_LOAD, timeout=30).status_code == 405
    described = requests.get(sandbox.url + soap.UP_DOWN_LOAD, params={"WSDL": ""}, timeout=30)
    assert b"isp_querypreviousupload" in described.content


def test_return_documents_are_those_of_the_interface(sandbox, caller, file, shared, monkeypatch):
    documents = {}
    plain = soap.read_return
    monkeypatch.setattr(soap, "read_return", lambda text: documents.setdefault("last", text) and plain(text))
    actions.bar_domain(sandbox.store, "one.cn")
    for schema, method, more in (
        ("upload_return", "isp_upload", file),
        ("upload_return", "isp_upload", file | {"dataSequence": 5}),
        ("previous_upload_return", "isp_querypreviousupload", {}),
        ("download_return", "isp_download", {}),
        ("downloadack_return", "isp_downloadack", {"fileName": "unknown"}),
        ("beian_status_return", "isp_querybeianstatus", {"queryConditionType": 0, "queryCondition": "none.cn"}),
    ):
        documents.clear()
        caller(method, **more)
        official = etree.XMLSchema(file=str(shared / "spec" / "xsd" / f"{schema}.xsd"))
        official.validate(etree.fromstring(documents["last"]))
        # The schemas ask `msg` for exactly 256 characters, which no real message has.
        assert [error.message for error in official.error_log if error.path != "/return/msg"] == []


def test_settings_open_the_client_for_both_providers(sandbox):
    assert sandbox.settings["BEIAN_ISP_ID"] == str(accounts.OURS)
    assert sandbox.other_settings["BEIAN_ISP_ID"] == str(accounts.OTHER)
    assert sandbox.settings["BEIAN_ISP_PASSWORD"] != sandbox.other_settings["BEIAN_ISP_PASSWORD"]


def test_refusals_reach_the_client_with_the_authority_s_words(sandbox, ours):
    sandbox.fault("closed_hours")
    with pytest.raises(AuthorityRefused) as refused:
        ours.authority.upload(1, b"<x/>")
    assert (refused.value.code, "08:00-20:00" in refused.value.message) == (20, True)


def test_file_in_clear_is_taken_where_no_key_was_handed_out(tmp_path):
    import sandbox_server

    with sandbox_server.running(tmp_path / "plain", encrypted=False) as running:
        assert "BEIAN_AES_KEY" not in running.settings
        from beian_plugin.authority.client import Authority
        from beian_plugin.settings import load_settings

        authority = Authority.from_settings(load_settings(running.settings, {}))
        file = authority.download()
        assert b64decode(b64encode(file.content)).startswith(b"<?xml")
        authority.close()
