"""What the client makes of an authority that fails: what may be repeated is, and nothing secret is told."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from answering import answering
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from beian_plugin.authority import soap
from beian_plugin.authority.client import Account, Authority
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable

PASSWORD = "isp-password-hunter2"
SECRETS = (PASSWORD, "filing-pw-3", "11010519491231002X", "某用户", "某人的电话")
XML = "<UploadData>某人的电话</UploadData>".encode("gbk")

#: Each method, how it is called, and how often it is tried.
METHODS = {
    "isp_upload": (lambda authority: authority.upload(1, XML), 1),
    "isp_download": (lambda authority: authority.download(), 3),
    "isp_downloadack": (lambda authority: authority.acknowledge("file1"), 3),
    "isp_querypreviousupload": (lambda authority: authority.previous_upload(), 3),
    "isp_querybeianstatus": (lambda authority: authority.status(2, "11010519491231002X"), 3),
    "isp_verifybamm": (lambda authority: authority.verify_password("浙ICP备20260001号", "filing-pw-3"), 1),
}


def client(url, **options):
    options = {"timeout": 5, "wait": lambda _: None} | options
    return Authority(url, Account(100001, "某用户", PASSWORD), **options)


def ok(body):
    return soap.write_answer(soap.read_call(body).method, soap.write_return(0, "操作成功"))


def serving(document):
    """A server that answers every call with one return document."""
    return answering(lambda handler, body: handler.reply(soap.write_answer("x", document)))


def cut(handler, body):
    handler.reply(ok(body)[:-20], length=len(ok(body)))


def cut_before_the_answer(handler, body):
    handler.connection.shutdown(socket.SHUT_RDWR)


def doctype(handler, body):
    handler.reply(b'<!DOCTYPE a [<!ENTITY b "hunter2">]>' + ok(body).split(b"\n", 1)[1])


def echo(handler, body):
    """The worst of all servers gives back all that it was told."""
    handler.reply(body, status=500)


def echo_as_fault(handler, body):
    handler.reply(soap.write_fault("Server", body.decode()), status=500)


def echo_in_a_header(handler, body):
    call = soap.read_call(body).parameters
    handler.reply(b"", status=302, headers=[("Location", f"http://127.0.0.1:1/{call['pwdHash']}")])


def garbage(handler, body):
    handler.wfile.write(b"\x16\x03\x01 no HTTP " + body)


def page(handler, body):
    handler.reply("<html>维护中</html>".encode())


def wrong_return(handler, body):
    handler.reply(soap.write_answer("x", "<return><msg>no code</msg></return>"))


def packed(handler, body):
    handler.reply(ok(body), headers=[("Content-Encoding", "gzip")])


FAULTS = [
    cut,
    cut_before_the_answer,
    doctype,
    echo,
    echo_as_fault,
    echo_in_a_header,
    garbage,
    page,
    wrong_return,
    packed,
    *(lambda handler, body, status=status: handler.reply(ok(body), status=status) for status in (401, 404, 502, 503)),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", FAULTS)
def test_after_any_fault_the_outcome_is_unknown_and_only_what_is_safe_is_repeated(fault, method, caplog):
    caplog.set_level(logging.DEBUG)
    call, tries = METHODS[method]
    waits = []
    with answering(fault) as served, pytest.raises(AuthorityUnreachable) as unknown:
        call(client(served.url, wait=waits.append))
    assert len(served.requests) == tries
    assert waits == [1.0, 2.0][: tries - 1]
    told = str(unknown.value) + caplog.text
    assert unknown.value.__cause__ is None
    assert not [secret for secret in SECRETS if secret in told]
    for _, _, body in served.requests:
        assert soap.read_call(body).parameters["pwdHash"] not in told
    randoms = [soap.read_call(body).parameters["randVal"] for _, _, body in served.requests]
    assert len(set(randoms)) == tries


@pytest.mark.parametrize("method", METHODS)
def test_a_refusal_is_told_without_any_word_of_the_other_side(method, caplog):
    caplog.set_level(logging.DEBUG)

    def answer(handler, body):
        given = " ".join(soap.read_call(body).parameters.values())
        handler.reply(soap.write_answer("x", soap.write_return(999, given)))

    with answering(answer) as served, pytest.raises(AuthorityRefused) as refused:
        METHODS[method][0](client(served.url))
    assert len(served.requests) == 1
    told = str(refused.value) + caplog.text
    assert not [secret for secret in SECRETS if secret in told]


def test_a_call_that_is_safe_goes_through_after_two_faults():
    faults = [cut, cut_before_the_answer]
    with answering(
        lambda handler, body: (faults.pop() if faults else lambda h, b: h.reply(ok(b)))(handler, body)
    ) as served:
        client(served.url).acknowledge("file1")
    assert len(served.requests) == 3


def test_a_redirect_is_followed_nowhere():
    with answering(lambda handler, body: handler.reply(ok(body))) as other:
        elsewhere = [("Location", other.url)]
        for status in (301, 302, 307, 308):
            with (
                answering(
                    lambda handler, _, status=status: handler.reply(b"", status=status, headers=elsewhere)
                ) as served,
                pytest.raises(AuthorityUnreachable, match=str(status)),
            ):
                client(served.url).upload(1, XML)
    assert other.requests == []


def test_nobody_there_is_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(AuthorityUnreachable, match="BEIAN_AUTHORITY_URL"):
            client(f"http://127.0.0.1:{taken.getsockname()[1]}").download()


def test_a_server_that_does_not_answer_in_time_is_unreachable():
    release = threading.Event()
    with answering(lambda handler, body: release.wait(30)) as served:
        with pytest.raises(AuthorityUnreachable, match="Timeout"):
            client(served.url, timeout=0.2).upload(1, XML)
        release.set()


def test_a_server_that_drips_its_answer_is_left_at_the_deadline():
    stop = threading.Event()

    def drip(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(500):
            if stop.wait(0.02):
                break
            handler.wfile.write(b" ")

    with answering(drip) as served:
        with pytest.raises(AuthorityUnreachable, match="not complete"):
            client(served.url, timeout=0.3).upload(1, XML)
        stop.set()


def test_an_answer_in_chunks_is_read_and_one_that_breaks_off_between_them_is_none():
    def chunked(handler, body):
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        answer = ok(body)
        for part in (answer[:50], answer[50:]):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        if breaks_off:
            handler.close_connection = True
        else:
            handler.wfile.write(b"0\r\n\r\n")

    breaks_off = False
    with answering(chunked) as served:
        client(served.url).acknowledge("file1")
        breaks_off = True
        with pytest.raises(AuthorityUnreachable):
            client(served.url).upload(1, XML)


def test_an_endless_answer_is_left_at_the_cap(monkeypatch):
    monkeypatch.setattr(soap, "MAX_MESSAGE", 1_000_000)
    sent = []

    def endless(handler, body):
        handler.send_response(200)
        handler.end_headers()
        while len(sent) < 1000:
            handler.wfile.write(b" " * 100_000)
            sent.append(1)

    with answering(endless) as served, pytest.raises(AuthorityUnreachable, match="larger than 1000000"):
        client(served.url).upload(1, XML)
    assert len(sent) < 1000


def test_a_real_answer_beyond_50_mb_is_refused_without_being_parsed():
    body = soap.write_answer("x", "A" * (soap.MAX_MESSAGE + 1))
    with (
        answering(lambda handler, _: handler.reply(body)) as served,
        pytest.raises(AuthorityUnreachable, match="larger"),
    ):
        client(served.url).verify_password("浙ICP备20260001号", "filing-pw-3")


@pytest.mark.parametrize("value", ["", "2", "yes", "00"])
def test_an_answer_that_is_neither_yes_nor_no_is_no_answer(value):
    document = soap.write_return(0, "", "StatusInfo", [("Bazt", value), ("VerifyRes", value)])
    with serving(document) as served:
        for method in ("isp_querybeianstatus", "isp_verifybamm"):
            with pytest.raises(AuthorityUnreachable):
                METHODS[method][0](client(served.url))


@pytest.mark.parametrize("values", [[], [("beianInfo", "AAAA")], [("return_FileName", "")]])
def test_a_file_without_a_name_cannot_be_acknowledged_and_is_asked_for_again(values):
    document = soap.write_return(0, "", "fileInfos", values)
    with serving(document) as served, pytest.raises(AuthorityUnreachable):
        client(served.url).download()


def test_a_previous_number_that_is_none_is_no_answer():
    document = soap.write_return(0, "", "fileInfos", [("dataSequence", "x")])
    with serving(document) as served, pytest.raises(AuthorityUnreachable):
        client(served.url).previous_upload()


def test_a_status_with_its_own_time_limit_is_asked_once():
    release = threading.Event()
    with answering(lambda handler, body: release.wait(30)) as served:
        with pytest.raises(AuthorityUnreachable):
            client(served.url, timeout=30).status(0, "teahouse-demo.cn", timeout=0.2)
        release.set()
    assert len(served.requests) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with (
        answering(lambda handler, body: handler.reply(ok(body)), tls=context) as served,
        pytest.raises(AuthorityUnreachable, match="SSLError"),
    ):
        client(served.url).acknowledge("file1")
    assert served.requests == []
