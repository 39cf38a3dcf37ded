"""How customers and officers walk through the pages: what they press, what they type, what they look at."""

from __future__ import annotations

import os
import re
from pathlib import Path

import particulars_samples as samples
from axe_playwright_python.sync_playwright import Axe
from pictures import quarters, saved
from playwright.sync_api import expect

OFFICER = "officer"
PICTURE = {"name": "sample.jpg", "mimeType": "image/jpeg", "buffer": saved(quarters(1600, 1200))}
#: The words on what is pressed and read, in Chinese and English.
WORDS = {
    "start": ("开始办理", "Start"),
    "choose": ("变更或注销", "Change or cancel"),
    "take": ("办理：", "Go on: "),
    "fill": ("填写", "Fill it in"),
    "mend": ("修改并再次提交", "Correct it"),
    "save": ("保存并继续", "Save and go on"),
    "on": ("继续", "Go on"),
    "upload": ("上传", "Upload"),
    "counties": ("显示该省的县（区）", "Show the counties of that province"),
    "latest": ("查看最新情况", "See where it stands now"),
    "hand in": ("提交", "Hand it in"),
    "handed in": ("已提交，等待接入商核实", "It is handed in"),
    "returned": ("退回网站主办者修改", "returned to the customer"),
    "returned by the authority": ("退回接入商修改", "returned to the provider"),
    "approved": ("审核通过", "approved"),
    "with the authority": ("管局审核", "in review at the authority"),
}


def subject(serial=1):
    """What is typed of who files, by the fields' names; what a page does not ask is left out there."""
    return {
        "subject.nature": "企业",
        "subject.name": samples.subject(serial).name,
        "subject.certificate_type": "营业执照",
        "subject.certificate_number": samples.credit_code(serial),
        "subject.certificate_address": "浙江省杭州市西湖区示例路1号",
        "subject.investor": "王示例",
        "subject.address.province": "330000",
        "subject.address.county": "330106",
        "subject.address.detail": "示例路1号",
    }


def principal(path, serial=1):
    """What is typed of a person."""
    person = samples.principal(serial)
    return {
        f"{path}.name": person.name,
        f"{path}.certificate_type": "居民身份证",
        f"{path}.certificate_number": person.certificate_number,
        f"{path}.office_phone": person.office_phone,
        f"{path}.mobile": person.mobile,
        f"{path}.email": person.email,
    }


SITE = {"sites.0.name": "示例茶叶知识园地", "sites.0.contents": ["单位门户网站"], "sites.0.languages": ["中文简体"]}
ACCESS = {"sites.0.accesses.0.modes": ["虚拟主机"]}


def new(serial=1):
    """Everything that a first filing says."""
    return {**subject(serial), **principal("subject.principal", serial), "same.0": True, **SITE, **ACCESS}


#: Pages that axe has looked at, by what they show.
looked_at = set()


class Walker:
    """Somebody before a browser."""

    def __init__(self, page, loop, name, lang, *, scripts=True):
        self.page, self.loop, self.name, self.lang, self.scripts = page, loop, name, lang, scripts
        self.filing = None
        self._pictures = 0
        page.set_default_timeout(10_000)

    def word(self, key):
        return WORDS[key][self.lang == "en"]

    def goes(self, path, what):
        self.page.goto(path)
        self.looks(what)

    def presses(self, key, what):
        """Press the button, and look at the page to which it leads."""
        self._leaves(self.page.get_by_role("button", name=self.word(key), exact=True).first, what)

    def follows(self, key, what):
        """Follow the link, and look at the page to which it leads."""
        self._leaves(self.page.get_by_role("link", name=self.word(key), exact=True).first, what)

    def _leaves(self, pressed, what):
        """A page that is loaded, or that the script put in place of this one, has another `main`."""
        self.page.evaluate("document.querySelector('main').dataset.left = 1")
        pressed.click()
        self.page.wait_for_selector("main:not([data-left])")
        self.looks(what)

    def looks(self, what):
        """Look at the page: not wider than the screen, accessible; a picture of it where a folder is named for them."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], self.page.url
        if self.scripts and not what.startswith("step") and what not in looked_at:
            looked_at.add(what)
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"
        if folder := os.environ.get("BEIAN_WALKS"):
            self._pictures += 1
            where = Path(folder) / self.name
            where.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=where / f"{self._pictures:02}-{what}.png", full_page=True)

    @property
    def step(self):
        """The last part of the address: on which step of the wizard this is."""
        return re.search(r"/filings/\d+/?([\w-]*)", self.page.url)[1]

    def begins(self, host, said=""):
        """Enter the host on the first page and start; where nothing tells the kind, say what is the case."""
        self.goes(f"/beian/?lang={self.lang}", "start")
        self.page.locator("#host").fill(host)
        self.presses("start", "verdict" if said else "filing-draft")
        if said:
            self.page.locator(f'input[name="said"][value="{said}"]').check()
            self.presses("start", "filing-draft")
        self._notes_number()

    def chooses(self, kind):
        """Go from the domain on the first page to what may be done about it, and begin one."""
        self.goes(f"/beian/?lang={self.lang}", "start-on-record")
        self._leaves(self.page.get_by_role("link", name=self.word("choose")).first, "choice")
        button = self.page.locator(f'form:has(input[name="kind"][value="{kind.value}"]) button')
        expect(button).to_contain_text(self.word("take"))
        self._leaves(button, "filing-draft")
        self._notes_number()

    def _notes_number(self):
        self.filing = int(re.search(r"/filings/(\d+)", self.page.url)[1])

    def fills_in(self, answers, password="", key="fill"):
        """Go through the steps up to the last; the names of the steps, in their order."""
        self.follows(key, "step")
        steps = []
        while (step := self.step) != "check":
            assert step not in steps, (step, self.page.get_by_role("alert").all_inner_texts())
            steps.append(step)
            if step == "material":
                self.uploads("其他")
                self.follows("on", "step-after-material")
            elif step == "password":
                self.gives(password)
            else:
                self.types(answers)
                self.looks(f"{step}-filled")
                self.presses("save", "step")
        return steps

    def types(self, answers):
        """Type what the page asks of it."""
        names = set(self.page.locator("form.narrow [name]").evaluate_all("all => all.map(one => one.name)"))
        for name, value in answers.items():
            if name not in names:
                continue
            fields = self.page.locator(f'[name="{name}"]')
            if isinstance(value, list):
                for text in value:
                    self.page.locator("label", has_text=text).locator(f'[name="{name}"]').check()
            elif value is True:
                fields.check()
            elif fields.evaluate("one => one.tagName") == "SELECT":
                fields.select_option(value)
                if name.endswith("province") and not self.scripts:
                    self.presses("counties", "counties")
            else:
                fields.fill(value)

    def uploads(self, purpose):
        self.page.locator("#purpose").select_option(purpose)
        self.page.locator("#file").set_input_files(PICTURE)
        self.presses("upload", "material-kept")
        expect(self.page.locator("img.preview")).to_have_count(1)

    def gives(self, password):
        """Enter the filing password; the authority looks at it in the next round."""
        self.page.locator("#password").fill(password)
        self.presses("save", "password-given")
        if self.step == "password":
            self.loop.run()
            self.follows("latest", "password-checked")
            self.follows("on", "step-after-password")

    def hands_in(self, *, promises=True):
        """Hand it in, having agreed to the nine prohibitions, which a cancellation does not ask."""
        promise = self.page.locator("input[name=acknowledged]")
        expect(promise).to_have_count(int(promises))
        if promises:
            promise.check()
        self.presses("hand in", "filing-handed-in")
        expect(self.page.get_by_text(self.word("handed in")).first).to_be_visible()

    def sees(self, key):
        """Look the filing's page up and read at which stage it stands."""
        self.goes(f"/beian/filings/{self.filing}", key.replace(" ", "-"))
        expect(self.page.locator(".stages [aria-current=step]")).to_contain_text(self.word(key))

    def goes_to(self, step):
        """Go to a step of the form by its name."""
        self._leaves(self.page.get_by_role("link", name=step).first, "step-again")

    def agrees(self):
        """Press the one button that the filing's page offers about a code of the authority."""
        self._leaves(self.page.get_by_role("button", name="同意"), "filing-remedied")

    def opens(self, filing):
        """As an officer: find the filing in the queue."""
        self.goes("/beian/desk/", "desk-queue")
        self._leaves(self.page.get_by_role("link", name=f"#{filing} "), "desk-filing")

    def returns(self, filing, path, reason):
        """As an officer: return the filing to its customer, with the reason at a field."""
        self.opens(filing)
        self.page.locator(f'[name="at:{path}"]').fill(reason)
        self._leaves(self.page.get_by_role("button", name="退回客户修改"), "desk-returned")

    def passes(self, filing):
        """As an officer: look the filing through and pass it."""
        self.opens(filing)
        expect(self.page.get_by_text("尚未填写")).to_have_count(0)
        self._leaves(self.page.get_by_role("button", name="核实通过"), "desk-passed")
        expect(self.page.get_by_text("待上报").first).to_be_visible()
