"""SOAP as both sides write and read it: what is written is read, and nothing dangerous is parsed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from beian_plugin.authority import soap
from beian_plugin.errors import InvalidValue

WHO = {"ispId": 100001, "userName": "某用户", "randVal": "a" * 20, "pwdHash": "aGFzaA==", "hashAlgorithm": 0}
XML_TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=50)


def wrapped(inner, *, prolog="", envelope=soap.ENVELOPE):
    return f'{prolog}<s:Envelope xmlns:s="{envelope}"><s:Body>{inner}</s:Body></s:Envelope>'.encode()


@given(XML_TEXT, XML_TEXT)
def test_a_call_is_read_as_it_was_written(number, password):
    message = soap.write_call("isp_verifybamm", {**WHO, "baxh": number, "bamm": password})
    call = soap.read_call(message)
    assert (call.method, call.namespace) == ("isp_verifybamm", soap.NAMESPACE)
    assert call.parameters["baxh"] == number.strip()
    assert call.parameters["bamm"] == password.strip()
    assert call.parameters["ispId"] == "100001"


def test_parameters_stand_in_the_order_of_the_interface_and_in_no_namespace():
    message = soap.write_call("isp_downloadack", {"fileName": "a1", **WHO})
    [wrapper] = etree.fromstring(message)[0]
    assert [child.tag for child in wrapper] == ["ispId", "userName", "randVal", "pwdHash", "hashAlgorithm", "fileName"]


@pytest.mark.parametrize("parameters", [WHO | {"fileName": "a"}, {}])
def test_a_call_with_other_parameters_than_its_method_takes_is_refused(parameters):
    with pytest.raises(InvalidValue, match="ispId"):
        soap.write_call("isp_download", parameters)


def test_a_call_shows_no_parameter_in_its_representation():
    call = soap.read_call(soap.write_call("isp_download", WHO))
    assert "某用户" not in repr(call)


@given(XML_TEXT)
def test_an_answer_carries_its_document_as_one_string(text):
    document = soap.write_return(14, text, "dataSequences", [("dataSequence", 3), ("dataSequence", 4)])
    returned = soap.read_return(soap.read_answer(soap.write_answer("isp_upload", document)))
    assert (returned.code, returned.message) == (14, text.strip())
    assert returned.numbers("dataSequence") == (3, 4)


@pytest.mark.parametrize(
    "inner",
    [
        "<r:isp_xResponse xmlns:r='urn:theirs'><r:return>{}</r:return></r:isp_xResponse>",
        "<isp_xResponse><return><![CDATA[{raw}]]></return></isp_xResponse>",
        "<isp_xResponse><return>\n  {}\n</return></isp_xResponse>",
        "<isp_xResponse><!-- a --><isp_xReturn>{}</isp_xReturn></isp_xResponse>",
        "<isp_xResponse><return>{raw}</return></isp_xResponse>",
    ],
)
def test_a_server_may_use_its_own_namespaces_names_and_quoting(inner):
    document = '<return version="V.3.0"><msg_code>0</msg_code><msg>好</msg></return>'
    message = inner.replace("{raw}", document).replace("{}", document.replace("<", "&lt;"))
    assert soap.read_return(soap.read_answer(wrapped(message))).message == "好"


def test_soap_12_is_read_too():
    message = wrapped("<a><return>x</return></a>", envelope="http://www.w3.org/2003/05/soap-envelope")
    assert soap.read_answer(message) == "x"


@pytest.mark.parametrize("encoding", ["GBK", "gb2312", "GB18030"])
def test_an_answer_in_a_chinese_encoding_is_read(encoding):
    message = wrapped("<a><return>某网站</return></a>", prolog=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert soap.read_answer(message.decode().encode("gbk")) == "某网站"


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8", "UTF-16"])
def test_a_return_document_may_declare_any_encoding_for_it_is_text_already(encoding):
    document = f'<?xml version="1.0" encoding="{encoding}"?><return><msg_code>0</msg_code><msg>某</msg></return>'
    assert soap.read_return(document).message == "某"


@pytest.mark.parametrize(
    "document",
    [
        "<return><msg_code>0</msg_code></return>",
        "<return><msg>x</msg><neu><tief>1</tief></neu><msg_code> 0 </msg_code></return>",
        "<ns:return xmlns:ns='urn:x'><ns:msg_code>0</ns:msg_code></ns:return>",
        f"<return><msg_code>0</msg_code><msg>{'长' * 1000}</msg></return>",
    ],
)
def test_return_documents_are_read_leniently(document):
    returned = soap.read_return(document)
    assert returned.code == 0
    assert len(returned.message) <= 256


@pytest.mark.parametrize(
    "document",
    ["", "plain", "<return/>", "<return><msg_code/></return>", "<return><msg_code>x</msg_code></return>", "<a", "\0",
     "<return><msg_code>-1</msg_code></return>", f"<return><msg_code>{'9' * 5000}</msg_code></return>"],
)  # fmt: skip
def test_a_return_document_without_a_code_is_refused(document):
    with pytest.raises(InvalidValue):
        soap.read_return(document)


def test_a_number_that_is_none_is_refused_and_a_lack_may_have_a_default():
    returned = soap.read_return("<return><msg_code>0</msg_code><a>x</a></return>")
    assert returned.number("b", 7) == 7
    for name in ("a", "b"):
        with pytest.raises(InvalidValue):
            returned.number(name)


def test_a_fault_is_told_by_its_code_and_never_by_its_words():
    with pytest.raises(soap.Fault) as fault:
        soap.read_answer(soap.write_fault("Server", "hunter2"))
    assert fault.value.code == "Server"
    assert "hunter2" not in str(fault.value)


def test_a_fault_code_that_is_no_word_is_not_repeated():
    inner = "<s:Fault><faultcode>pw=hunter2 &lt;x></faultcode></s:Fault>"
    with pytest.raises(soap.Fault) as fault:
        soap.read_answer(wrapped(inner))
    assert "hunter2" not in str(fault.value)


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha" * 50}">' for i in range(10))


@pytest.mark.parametrize("prolog", ["<!DOCTYPE a>", f"<!DOCTYPE a [{LAUGHS}]>", "<!-- <a> --><!DOCTYPE a SYSTEM 'x'>"])
@pytest.mark.parametrize("inner", ["<a><return>x</return></a>", '<a b="&l9;"><return>&l9;</return></a>'])
def test_a_document_type_is_refused_before_anything_is_expanded(prolog, inner):
    with pytest.raises(InvalidValue, match="document type"):
        soap.read_answer(wrapped(inner, prolog=prolog))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_a_document_type_cannot_hide_in_another_encoding(encoding):
    prolog = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [{LAUGHS}]>'
    message = wrapped('<a b="&l9;"><return>&l9;</return></a>', prolog=prolog).decode().encode(encoding)
    with pytest.raises(InvalidValue):
        soap.read_answer(message)


def test_an_inner_document_type_is_refused_too():
    with pytest.raises(InvalidValue, match="document type"):
        soap.read_return("<!DOCTYPE return><return><msg_code>0</msg_code></return>")


@pytest.mark.parametrize("message", [b"", b"<", b"<a/>", b"\xff\xfe", wrapped(""), wrapped("<a/>"), b"<html>no</html>"])
def test_what_is_no_soap_is_refused(message):
    with pytest.raises(InvalidValue):
        soap.read_answer(message)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_else(content):
    for read in (soap.read_call, soap.read_answer):
        with pytest.raises(InvalidValue):
            read(content)


def test_a_text_of_many_megabytes_in_one_node_is_read():
    text = "QUJD" * (5 * 1024 * 1024)
    document = soap.write_return(0, "", "fileInfos", [("beianInfo", text)])
    returned = soap.read_return(soap.read_answer(soap.write_answer("isp_download", document)))
    assert returned.text("beianInfo") == text


def test_a_message_above_the_cap_is_not_parsed():
    with pytest.raises(InvalidValue, match="larger"):
        soap.read_answer(b" " * (soap.MAX_MESSAGE + 1))
