"""The papers as a printer gets them: whole, embedded, readable, nothing fetched, nothing logged."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import particulars_samples as samples
import printed
import pytest
from msgspec.structs import replace as changed

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Subject
from beian_plugin.filing.verdict import Text
from beian_plugin.papers import forms
from beian_plugin.papers.code import code_of
from beian_plugin.papers.values import SheetValues, SubjectValues

RARE = "杭州㐂𠮷龘示例有限公司"
#: As it is written, and in punycode.
CHINESE = ("示例.中国", "xn--fsq092h.xn--fiqs8s")
SUBJECT = samples.subject(name=RARE, licence_number="浙ICP备20260001号")


def site(number):
    """A site with a principal of its own."""
    return changed(samples.site(number), principal=changed(samples.principal(number), name=f"王示例{number}"))


def filed(sites=1, domains=1, **changes):
    """A subject with so many sites and domains."""
    return SubjectValues(
        **{
            "subject": SUBJECT,
            "certificate": "统一社会信用代码证书",
            "certificates": {2: "居民身份证"},
            "sites": tuple(map(site, range(1, sites + 1))),
            "domains": (*(f"beian-sample-{n}.cn" for n in range(1, domains)), CHINESE[1]),
            "authority": "浙江省通信管理局",
            "day": date(2026, 6, 1),
        }
        | changes
    )


def sheet(filed, **changes):
    """The sheet of filing 12."""
    values = {
        "filing": 12,
        "kind": Kind.NEW,
        "code": code_of(b"k" * 32, 12, filed.domains),
        "filed": filed,
        "provider": "示例网络有限公司",
        "permit": "B1-20260001",
    }
    return SheetValues(**values | changes)


@pytest.fixture(scope="module")
def small():
    """A sheet that fits on one page."""
    return forms.verification_sheet(sheet(filed(domains=3)))


@pytest.fixture(scope="module")
def large():
    """A sheet of four sites and ninety domains."""
    return forms.verification_sheet(sheet(filed(sites=4, domains=90)))


def test_a_sheet_carries_what_is_filed_on_one_page(small):
    (page,) = printed.page_texts(small)
    person = samples.principal()
    for said in (
        *("网站备案信息真实性核验单", RARE, SUBJECT.certificate_number, SUBJECT.licence_number),
        *("统一社会信用代码证书", "居民身份证", "浙江省杭州市西湖区示例路1号", "示例茶叶知识园地"),
        *("www.beian-sample-1.cn", "王示例1", person.certificate_number, person.mobile, person.email),
        *("示例网络有限公司", "B1-20260001", "浙江省通信管理局", "2026-06-01", "照片", "签字", "盖章", "□是"),
        *("共3个", "beian-sample-1.cn", "beian-sample-2.cn", *CHINESE, "第1页共1页"),
    ):
        assert said in page, said


def test_every_font_is_embedded(small, large):
    for pdf in (small, large):
        assert printed.fonts(pdf)
        assert all(printed.fonts(pdf).values())


def test_rare_characters_have_a_shape(caplog):
    forms.verification_sheet(sheet(filed()))
    assert "notdef" not in caplog.text
    forms.verification_sheet(sheet(filed(subject=changed(SUBJECT, name="no font has \ue000"))))
    assert "notdef" in caplog.text


def test_every_page_shows_something_and_the_code_on_it_is_read_by_a_scanner(large):
    for picture in printed.pictures(large)[:2]:
        assert 0.01 < sum(picture.histogram()[:128]) / (picture.width * picture.height) < 0.5
        assert printed.codes(picture) == [sheet(filed(sites=4, domains=90)).code]


def test_faq_47_all_domains_stand_on_the_extra_sheet_where_they_do_not_fit(large):
    front, *extra = printed.page_texts(large)
    listed = "".join(extra)
    assert "共90个，见附页" in front
    assert "核验单附页" in extra[0]
    assert [n for n in range(1, 90) if f"{n}.beian-sample-{n}.cn" not in listed] == []
    assert all(name in listed for name in CHINESE)
    assert all(f"王示例{n}" in listed for n in range(1, 5))
    for number, page in enumerate((front, *extra), 1):
        assert f"第{number}页共{len(extra) + 1}页" in page
        assert sheet(filed(sites=4, domains=90)).code in page


def test_signatures_stay_on_the_first_page(large):
    front = printed.page_texts(large)[0]
    assert "核验人签字" in front
    assert "网站负责人签字" in front


def test_sites_stay_on_the_first_page_where_only_domains_do_not_fit():
    front, extra = printed.page_texts(forms.verification_sheet(sheet(filed(domains=60))))
    assert "示例茶叶知识园地" in front
    assert "60.示例.中国" in extra


def test_faq_35_a_sheet_that_is_sent_again_alone_says_so():
    values = sheet(filed(), note=Text("已提交管局审核过，补单。", "An extra sheet."))
    assert "已提交管局审核过，补单。" in forms.sheet_html(values)
    assert "补单" not in forms.sheet_html(replace(values, note=None))


def test_what_is_not_known_stays_blank():
    bare = filed(sites=0, subject=Subject(), certificate="", authority="")
    page = printed.text(forms.verification_sheet(sheet(bare, provider="", permit="")))
    assert "None" not in page
    assert "照片" in page


def test_a_subject_cannot_put_markup_on_its_sheet_and_nothing_is_fetched(httpserver_hits):
    url, hits = httpserver_hits
    evil = f'<img src="{url}/x.png"><style>@import "{url}/x.css";</style>'
    pdf = forms.verification_sheet(sheet(filed(subject=changed(SUBJECT, name=evil))))
    assert "<imgsrc=" in printed.text(pdf)
    assert hits == []


def test_a_template_cannot_fetch_either(httpserver_hits, tmp_path):
    url, hits = httpserver_hits
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'READ' }")
    page = f'<link rel=stylesheet href="{secret.as_uri()}"><link rel=stylesheet href="{url}/x.css"><p>单'
    assert "READ" not in printed.text(forms._laid_out(page).write_pdf())
    assert hits == []


def test_no_log_has_a_word_of_what_is_filed(caplog):
    with caplog.at_level(logging.DEBUG):
        forms.verification_sheet(sheet(filed()))
        forms.password_reset_form(filed())
    person = samples.principal()
    for value in (RARE, SUBJECT.certificate_number, person.certificate_number, person.mobile, person.email):
        assert value not in caplog.text


def test_faq_36_a_reset_form_is_addressed_to_the_authority_and_says_what_to_enclose_and_where_it_goes():
    pdf = forms.password_reset_form(filed(domains=2))
    (page,) = printed.page_texts(pdf)
    for said in (
        *("网站备案密码重置申请表", "浙江省通信管理局", RARE, SUBJECT.certificate_number, SUBJECT.licence_number),
        *("beian-sample-1.cn", "beian.miit.gov.cn", "域名证书", "送交或寄至浙江省通信管理局", "签字", "盖章"),
    ):
        assert said in page, said
    assert all(printed.fonts(pdf).values())


def test_a_reset_form_without_a_known_province_leaves_the_authority_blank():
    page = printed.text(forms.password_reset_form(filed(authority="")))
    assert "主体所在地的通信管理局" in page


def test_without_a_chinese_font_nothing_is_printed_but_a_sentence(tmp_path):
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    run = _python(
        "from beian_plugin.papers import forms\n"
        "from beian_plugin.errors import BeianError\n"
        "try: forms._laid_out('<p>核验单')\n"
        "except BeianError as error: print(error)",
        FONTCONFIG_FILE=str(config),
    )
    assert "fonts-noto-cjk" in run


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("sys.modules['weasyprint'] = None", "pip install 'beian_plugin[papers]'"),
        ("sys.modules['segno'] = None", "pip install 'beian_plugin[papers]'"),
        ("import cffi; cffi.FFI.dlopen = lambda *_: (_ for _ in ()).throw(OSError('no libpango'))", "libpango-1.0-0"),
    ],
)
def test_what_is_not_installed_is_said_in_one_line(broken, says):
    run = _python(
        f"import sys\n{broken}\n"
        "from beian_plugin.errors import BeianError\n"
        "from beian_plugin.papers import forms\n"
        "try:\n  forms._qr('BA1'); forms._laid_out('<p>x')\n"
        "except BeianError as error: print(error)"
    )
    # WeasyPrint prints lines of its own before the last.
    assert says in run.splitlines()[-1]


def _python(code, **environ):
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | environ, check=True, timeout=120
    )
    return run.stdout
