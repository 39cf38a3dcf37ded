"""What the authority's codes mean: complete, in both languages, and the FAQ's 15 as the FAQ answers them."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.filing.codes import Actor, Step, explain, message_code, result_code

RESULT_CODES = [
    *range(1001, 1069),
    1999,
    *range(2001, 2057),
    2998,
    2999,
    *range(3001, 3038),
    3998,
    3999,
    *range(5001, 5012),
    5999,
]
MESSAGE_CODES = [*range(23), 901, 902, 999]
ALL = [result_code(code) for code in RESULT_CODES] + [message_code(code) for code in MESSAGE_CODES]
EXPLAINED = [*ALL, *explain([1003, 1005])]


def one(*codes):
    (remedy,) = explain(codes)
    return remedy


def steps(remedy):
    return [(case.mark, case.actor, case.step) for case in remedy.cases]


@pytest.mark.parametrize("remedy", ALL, ids=lambda remedy: str(remedy.codes[0]))
def test_every_code_of_the_interface_is_known(remedy):
    assert remedy.known


@pytest.mark.parametrize(
    ("file", "codes", "explained"),
    [("result_codes.csv", RESULT_CODES, result_code), ("msg_codes.csv", MESSAGE_CODES, message_code)],
)
def test_codes_and_their_chinese_words_are_the_authoritys_own(shared, file, codes, explained):
    with (shared / "spec" / file).open(encoding="utf-8-sig", newline="") as table:
        official = {int(row["code"]): row["message_zh"] for row in csv.DictReader(table)}
    assert sorted(official) == codes
    assert {code: explained(code).message.zh for code in codes} == official


def test_the_data_file_holds_no_code_that_the_interface_lacks():
    data = tomllib.loads(files("beian_plugin.filing").joinpath("data/codes.toml").read_text(encoding="utf-8"))
    results = [int(code) for family in ("icp", "ip", "domain", "any") for code in data[family]]
    assert sorted(results) == RESULT_CODES
    assert sorted(map(int, data["message"])) == MESSAGE_CODES


@pytest.mark.parametrize("remedy", EXPLAINED, ids=lambda remedy: "+".join(map(str, remedy.codes)))
def test_every_text_stands_in_both_languages(remedy):
    texts = [remedy.message, remedy.next_step]
    texts += [text for case in remedy.cases for text in (case.when, case.next_step)]
    texts += [field.label for field in remedy.fields]
    for text in texts:
        assert any("一" <= letter <= "鿿" for letter in text.zh)
        assert text.en
        # 浙ICP备 has no English form.
        assert text.en.replace("浙ICP备", "").replace("新增无主体的网站", "").isascii()
        assert "{" not in text.zh + text.en
    assert remedy.next_step.zh.endswith("。")
    assert remedy.next_step.en.endswith(".")


def test_nobody_is_sent_to_an_address_that_is_gone():
    text = files("beian_plugin.filing").joinpath("data/codes.toml").read_text(encoding="utf-8")
    for gone in ("miitbeian.gov.cn", "srt.cn", "zca.gov.cn", "xinnet.com"):
        assert gone not in text


def test_every_field_is_an_element_of_the_upload_document(shared):
    with (shared / "spec" / "upload_data_fields.csv").open(encoding="utf-8-sig", newline="") as table:
        paths = [row["path"] for row in csv.DictReader(table)]
    families = {1: "/UploadData/ICP/", 2: "/UploadData/IP/", 3: "/UploadData/YM/"}
    for remedy in EXPLAINED:
        root = families.get(remedy.codes[0] // 1000, "/UploadData/")
        for field in remedy.fields:
            assert any(path.startswith(root) and path.endswith(f"/{field.path}") for path in paths), field.path


def test_a_remedy_that_mends_fields_names_them():
    # 1002 and 5001 name theirs in the text that comes with them, 5008 may lie anywhere.
    without = {r.codes[0] for r in ALL if r.step is Step.FIX_FIELDS and not r.fields}
    assert without == {1002, 5001, 5008}


def test_the_successes_are_the_codes_that_leave_nothing_to_do():
    # 5006 is no success, but the authority has the answer already.
    done = {r.codes[0] for r in ALL if r.step is Step.DONE}
    assert done == {0, 1, 2, 3, 1001, 1060, 1062, 2998, 3998, 5006}
    assert all(r.actor is Actor.NOBODY for r in ALL if r.step is Step.DONE)


@pytest.mark.parametrize("code", [15, 19, 20, 901, 902])
def test_message_codes_that_pass_by_themselves_wait(code):
    assert message_code(code).step is Step.WAIT


@pytest.mark.parametrize("code", [4, 5, 12, 13])
def test_message_codes_of_a_wrong_set_up_name_the_setting(code):
    remedy = message_code(code)
    assert (remedy.actor, remedy.step) == (Actor.TECHNICIAN, Step.FIX_SETTINGS)
    assert "BEIAN_" in remedy.next_step.zh
    assert "BEIAN_" in remedy.next_step.en


def test_a_gap_in_the_sequence_is_filled_by_the_software():
    assert (message_code(14).actor, message_code(14).step) == (Actor.NOBODY, Step.SEND_MISSING)


def test_a_password_tried_too_often_is_the_customers_to_recover():
    assert (message_code(22).actor, message_code(22).step) == (Actor.CUSTOMER, Step.RECOVER_PASSWORD)


def test_the_next_step_lists_the_fields_in_the_words_of_the_form():
    remedy = result_code(2011)
    assert "单位所在省、单位所在市、单位所在县（区）" in remedy.next_step.zh
    assert (
        "the province of the unit, the city of the unit and the county or district of the unit" in remedy.next_step.en
    )
    assert "correct the first address and the last address, then" in result_code(2002).next_step.en
    assert "fill in the date of allocation, then" in result_code(2030).next_step.en


def test_1003_alone_tells_a_filed_subject_from_a_shell():
    remedy = one(1003)
    assert (remedy.faq, remedy.step) == (2, Step.CHANGE_FLOW)
    assert steps(remedy) == [
        ("情况一", Actor.CUSTOMER, Step.CHANGE_FLOW),
        ("情况二", Actor.CUSTOMER, Step.CONTACT_AUTHORITY),
    ]
    filed, shell = remedy.cases
    assert "新增无主体的网站" in filed.next_step.zh
    assert "先注销空壳主体" in shell.next_step.zh
    assert "beian.miit.gov.cn" in remedy.next_step.zh
    # The subject is looked up under both (FAQ 2).
    assert "证件号码和单位名称" in remedy.next_step.zh


def test_1004_is_a_domain_that_is_not_the_registered_one():
    assert (one(1004).faq, one(1004).step) == (3, Step.FIX_FIELDS)
    assert [field.path for field in one(1004).fields] == ["Ym_xx/Ym"]


@pytest.mark.parametrize("codes", [(1003, 1005), (1005, 1003), (1003, 1005, 1003)])
def test_1003_with_1005_is_a_transfer(codes):
    remedy = one(*codes)
    assert remedy.codes == (1003, 1005)
    assert (remedy.faq, remedy.step, remedy.cases) == (4, Step.CHANGE_FLOW, ())
    assert "转接入" in remedy.next_step.zh
    assert remedy.message.zh.startswith(result_code(1003).message.zh)
    assert remedy.message.zh.endswith(result_code(1005).message.zh)


def test_1005_alone_has_the_three_cases_of_the_faq():
    remedy = one(1005)
    assert remedy.faq == 5
    assert steps(remedy) == [
        ("A", Actor.CUSTOMER, Step.CONTACT_AUTHORITY),
        ("B", Actor.CUSTOMER, Step.CHANGE_FLOW),
        ("C", Actor.TECHNICIAN, Step.CONTACT_TECHNICIAN),
    ]
    assert "域名证书" in remedy.cases[0].next_step.zh
    assert remedy.cases[1].next_step.zh.index("变更") < remedy.cases[1].next_step.zh.index("新增")


def test_1015_is_mended_by_an_upper_case_x():
    remedy = one(1015)
    assert (remedy.faq, remedy.actor, remedy.step) == (6, Actor.CUSTOMER, Step.FIX_FIELDS)
    assert "把 x 改成大写 X" in remedy.next_step.zh
    assert "Zt_xx/Zj/Zjhm" in [field.path for field in remedy.fields]


@pytest.mark.parametrize(
    ("code", "faq", "again"),
    [(1016, 7, "主体信息和全部网站信息"), (1039, 11, "网站信息"), (1040, 12, "网站信息")],
)
def test_a_touch_sends_it_again_in_full_and_alters_nothing(code, faq, again):
    remedy = one(code)
    assert (remedy.faq, remedy.step) == (faq, Step.RESUBMIT_AFTER_TOUCH)
    assert remedy.next_step.zh.startswith(f"把{again}")
    assert "不改内容" in remedy.next_step.zh
    assert "no value altered" in remedy.next_step.en
    assert steps(remedy) == [("", Actor.TECHNICIAN, Step.CONTACT_TECHNICIAN)]


def test_1018_recovers_the_password_at_the_ministry_or_has_the_authority_reset_it():
    remedy = one(1018)
    assert (remedy.faq, remedy.step) == (8, Step.RECOVER_PASSWORD)
    assert steps(remedy) == [
        ("A", Actor.CUSTOMER, Step.RECOVER_PASSWORD),
        ("B", Actor.CUSTOMER, Step.CONTACT_AUTHORITY),
    ]
    assert "密码重置申请表" in remedy.cases[1].next_step.zh


def test_1019_asks_for_the_county_that_took_over():
    remedy = one(1019)
    assert (remedy.faq, remedy.step) == (9, Step.FIX_FIELDS)
    assert "合并" in remedy.next_step.zh
    assert "Zt_xx/Txdz/Xianid" in [field.path for field in remedy.fields]


def test_1029_waits_for_the_transfer_that_is_already_in_review():
    remedy = one(1029)
    assert (remedy.faq, remedy.step) == (10, Step.WAIT)
    assert "转接入" in remedy.next_step.zh


def test_1041_names_both_fields_that_have_to_agree():
    remedy = one(1041)
    assert (remedy.faq, remedy.step) == (13, Step.FIX_FIELDS)
    assert [field.path for field in remedy.fields] == ["Wz_xx/Syurl", "Ym_xx/Ym"]


def test_1046_cancels_and_files_anew_to_change_the_province():
    remedy = one(1046)
    assert (remedy.faq, remedy.step) == (14, Step.CHANGE_FLOW)
    assert "先注销原备案，再按新备案办理" in remedy.next_step.zh


def test_1048_tells_a_shell_subject_from_a_shell_site():
    remedy = one(1048)
    assert remedy.faq == 15
    subject, site = remedy.cases
    assert "向管局申请注销主体" in subject.next_step.zh
    assert (subject.actor, subject.step) == (Actor.CUSTOMER, Step.CONTACT_AUTHORITY)
    assert "添加接入" in site.next_step.zh
    assert site.step is Step.CHANGE_FLOW


def test_1051_waits_for_the_review_before_it():
    assert (one(1051).faq, one(1051).step) == (16, Step.WAIT)


def test_5001_looks_at_the_fields_first_and_then_asks_a_technician():
    remedy = one(5001)
    assert (remedy.faq, remedy.step) == (17, Step.FIX_FIELDS)
    assert steps(remedy) == [("", Actor.TECHNICIAN, Step.CONTACT_TECHNICIAN)]


@pytest.mark.parametrize("code", [1064, 1065])
def test_a_blacklist_is_the_local_authoritys(code):
    assert (one(code).faq, one(code).step) == (26, Step.CONTACT_AUTHORITY)


def test_1025_offers_the_other_cancellations_when_the_access_is_the_only_one():
    remedy = one(1025)
    assert remedy.step is Step.CHANGE_FLOW
    assert [case.step for case in remedy.cases] == [Step.WAIT, Step.CHANGE_FLOW, Step.CHANGE_FLOW]
    assert "注销网站" in remedy.cases[1].next_step.zh
    assert "注销主体" in remedy.cases[2].next_step.zh


def test_1017_waits():
    assert one(1017).step is Step.WAIT


def test_a_touch_is_offered_only_where_the_answer_is_known_to_be_one():
    touched = {r.codes[0] for r in ALL if r.step is Step.RESUBMIT_AFTER_TOUCH}
    assert touched == {1016, 1039, 1040, 1023, 2055}


def test_codes_keep_their_order_and_lose_their_repeats():
    remedies = explain([14, 1005, 1015, 1003, 1015, 14])
    assert [remedy.codes for remedy in remedies] == [(14,), (1003, 1005), (1015,)]


def test_no_code_gives_no_remedy():
    assert explain([]) == ()


@given(st.lists(st.integers()))
def test_any_number_is_answered(codes):
    remedies = explain(codes)
    assert {code for remedy in remedies for code in remedy.codes} == set(codes)


@given(st.integers().filter(lambda code: code not in RESULT_CODES and code not in MESSAGE_CODES))
def test_an_unknown_code_says_so_and_whom_to_ask(code):
    remedy = one(code)
    assert not remedy.known
    assert str(code) in remedy.message.zh
    assert str(code) in remedy.message.en
    assert (remedy.actor, remedy.step) == (Actor.TECHNICIAN, Step.CONTACT_TECHNICIAN)


def test_result_and_message_codes_do_not_answer_for_each_other():
    assert not result_code(14).known
    assert not message_code(1003).known
