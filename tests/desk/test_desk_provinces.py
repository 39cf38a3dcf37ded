"""The desk's pages of the provinces: for staff alone, in both languages, with every rule's source."""

from __future__ import annotations

import pytest
from flask import Flask

from beian_plugin import Beian, Identity

STAFF = Identity("1", "陈示例", frozenset({"staff"}))


@pytest.fixture
def visit(tmp_path):
    """Asks for a page of the desk as somebody."""

    def get(path, identity=STAFF, **headers):
        who[0] = identity
        return app.test_client().get(path if path.startswith("/") else f"/beian/desk/{path}", headers=headers)

    who = [None]
    app = Flask(__name__, instance_path=str(tmp_path))
    beian = Beian()
    beian.identity_loader(lambda: who[0])
    beian.init_app(app)
    yield get
    with app.app_context():
        beian.context.database.close()


@pytest.mark.parametrize(("identity", "status"), [(None, 401), (Identity("2", "客户"), 403), (STAFF, 200)])
def test_only_staff_see_the_desk(visit, identity, status):
    assert visit("provinces", identity).status_code == status
    assert visit("provinces/61", identity).status_code == status


def test_the_list_names_all_31_in_the_language_of_the_reader(visit):
    zh, en = visit("provinces").text, visit("provinces?lang=en").text
    assert zh.count("<tr>") == en.count("<tr>") == 32
    assert "陕西省" in zh
    assert "Shaanxi" in en
    assert "Shaanxi" in visit("provinces", **{"Accept-Language": "en-GB,en;q=0.9"}).text


def test_a_province_shows_its_rules_with_source_and_confidence_and_what_is_national(visit):
    page = visit("provinces/61").text
    assert "陕西省通信管理局" in page
    assert "主体信息正确才能办理" in page
    assert "FAQ 37, 38" in page
    assert "腾讯云《陕西管局备案要求》（2021/2023）" in page
    assert "来源有限" in page
    assert "全国：" in page


def test_a_code_that_is_no_province_is_not_found(visit):
    assert visit("provinces/99").status_code == 404


def test_pages_load_nothing_from_elsewhere_and_run_no_script(visit):
    response = visit("provinces/33")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.text
    assert " style=" not in response.text
    with visit("/beian/web/static/beian.css", None) as sheet:
        assert sheet.status_code == 200
