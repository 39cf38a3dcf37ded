"""Every kind of filing (FAQ 31, 53), walked in a real Chromium from the first page to "with the authority"."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from playwright.sync_api import expect
from walks.walking import ACCESS, OFFICER, SITE, new, principal

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import State
from beian_plugin.operations import review
from beian_plugin.operations.sync import engine

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def arrives(loop, person):
    """Let the customer hand in, an officer pass it and the authority receive it: the customer sees it there."""

    def arrives(customer, stage="with the authority", *, promises=True):
        customer.hands_in(promises=promises)
        person(OFFICER).passes(customer.filing)
        engine.run_once(loop.context)
        steps = loop.steps(customer.filing)
        assert State.AUTHORITY_REVIEW in {step.after for step in steps}, steps[-1].reason
        customer.sees(stage)

    return arrives


def password(loop, who):
    """The filing password of who has one filed here or elsewhere, as the authority mailed it."""
    return loop.sandbox.password_of(loop.numbers[who])


def test_a_new_filing_on_a_phone_without_scripts(person, arrives):
    nora = person("begins", viewport=PHONE, java_script_enabled=False)
    nora.begins("www.beian-sample-1.cn")
    assert nora.fills_in(new(1)) == ["subject", "people", "site-1", "access", "material"]
    arrives(nora)


def test_a_transfer_in(loop, person, arrives):
    mia = person("moves")
    mia.begins("beian-sample-4.cn", said="transfer_in")
    answers = {"sites.0.licence_number": f"{loop.numbers['moves']}-1", **ACCESS}
    assert mia.fills_in(answers, password(loop, "moves")) == ["site-1", "access", "material", "password"]
    arrives(mia)


def test_an_added_site_in_english(person, arrives):
    ada = person("add", "en")
    ada.begins("beian-sample-12.cn")
    answers = {**principal("sites.0.principal", 2), **SITE, **ACCESS}
    assert ada.fills_in(answers) == ["subject", "people", "site-1", "access", "material", "password"]
    arrives(ada)


def test_a_change(loop, person, arrives):
    chen = person("change")
    chen.chooses(Kind.CHANGE)
    steps = chen.fills_in({"subject.address.detail": "示例路2号"}, password(loop, "change"))
    assert steps == ["subject", "people", "site-1", "access", "material", "password"]
    arrives(chen)


def test_a_cancelled_subject_on_a_phone(loop, person, arrives):
    zhou = person("closes", viewport=PHONE)
    zhou.chooses(Kind.CANCEL_SUBJECT)
    assert zhou.fills_in({"cancellation.reason": "停办"}, password(loop, "closes")) == ["cancellation", "password"]
    arrives(zhou, promises=False)


def test_a_cancelled_site(loop, person, arrives):
    dan = person("drops")
    dan.chooses(Kind.CANCEL_SITE)
    assert dan.fills_in({"cancellation.reason": "停办"}, password(loop, "drops")) == ["cancellation", "password"]
    arrives(dan, promises=False)


def test_a_cancelled_access(loop, person, arrives):
    lea = person("leaves")
    lea.chooses(Kind.CANCEL_ACCESS)
    assert lea.fills_in({"cancellation.reason": "停办"}, password(loop, "leaves")) == ["cancellation", "password"]
    arrives(lea, promises=False)


def test_material_alone(person, arrives):
    mo = person("sends")
    mo.chooses(Kind.MATERIAL)
    assert mo.fills_in({}) == ["subject", "material"]
    # Nobody decides about material: the authority answers that it is stored as it comes (code 1060).
    arrives(mo, "approved")


def test_what_staff_return_is_mended_where_they_say_and_handed_in_again(loop, person, arrives):
    poor = samples.new(9)
    poor = replace(poor, sites=(replace(poor.sites[0], name="茶叶网"),))
    rita = person("mends")
    rita.filing = loop.draft(Kind.NEW, poor, customer=rita.name)
    review.submit(loop.context, rita.filing, actor=rita.name)
    person(OFFICER).returns(rita.filing, "sites.0.name", "名称过于宽泛，请改为与网站内容相符的名称。")
    rita.sees("returned")
    expect(rita.page.get_by_text("名称过于宽泛").first).to_be_visible()
    rita.follows("mend", "site-1-returned")
    name = rita.page.locator('[name="sites.0.name"]')
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("示例茶叶知识园地")
    rita.presses("save", "step-mended")
    rita.goes_to("核对并提交")
    arrives(rita)


def test_a_wrong_password_is_asked_for_again_at_one_press(loop, person, arrives):
    fay = person("forgets")
    moved = Particulars(sites=(samples.site(10, licence_number=f"{loop.numbers[fay.name]}-1"),))
    fay.filing = loop.draft(Kind.TRANSFER_IN, moved, customer=fay.name)
    loop.hand_in(fay.filing, password="forgotten")
    loop.run()
    assert loop.codes(fay.filing) == (1018,)
    fay.sees("returned by the authority")
    expect(fay.page.get_by_text("请看下面的“怎样处理”")).to_be_visible()
    fay.agrees()
    fay.follows("mend", "password-again")
    fay.gives(password(loop, fay.name))
    arrives(fay)
