"""Invented downloads of every kind, drawn by hypothesis."""

from __future__ import annotations

from authority_strategies import (
    accesses,
    codes,
    domains,
    filings,
    ids,
    ipv4,
    maybe,
    moments,
    none_or,
    pages,
    ranges,
    reporting,
    several,
    sites,
    subjects,
    text,
    types,
    with_scans,
)
from hypothesis import strategies as st

from beian_plugin.authority import items
from beian_plugin.filing.particulars import Domain

published_sites = sites(
    st.builds(Domain, name=domains, own_id=none_or(ids), authority_id=ids),
    several(
        accesses(ranges(own_id=none_or(ids), authority_id=ids), own_id=none_or(ids), authority_id=ids, provider=ids)
    ),
    own_id=none_or(ids),
    authority_id=ids,
    licence_number=maybe(text(1, 128)),
)
task_sites = sites(
    st.builds(Domain, name=domains, authority_id=ids),
    several(accesses(ranges(authority_id=ids), authority_id=ids, provider=ids)),
    authority_id=ids,
)
notes = maybe(text(1, 20))
published = with_scans(
    items.Published,
    filings(
        subject=subjects(
            own_id=none_or(ids), authority_id=ids, licence_number=maybe(text(1, 128)), reporting=reporting
        ),
        sites=several(published_sites, 2),
    ),
    filed_at=moments,
    changed_at=moments,
    reviewer=notes,
    reviewed_at=maybe(moments),
    certificate_until=maybe(moments),
    certificate_serial=notes,
    note=notes,
)
ip_results = st.builds(
    items.IpResult,
    what=st.sampled_from(["source", "allocation", "announcement", "own"]),
    operation=st.integers(1, 3),
    authority_id=none_or(ids),
    own_id=none_or(ids),
    codes=several(st.tuples(ids, text(1, 255))),
    related=st.just(()) | ranges(own_id=none_or(ids), authority_id=none_or(ids)),
    note=notes,
)
_checks = {"site_id": ids, "site_number": text(5, 255), "at": moments, "note": notes}
of_icp = {
    "BASJ": published,
    "ZXSJ": st.builds(items.Cancelled, what=st.sampled_from(["subject", "site"]), authority_id=ids, note=notes),
    "HMDLB": st.builds(
        items.BarredSubject,
        name=text(1, 255),
        nature=none_or(types),
        certificate_type=types,
        certificate_number=text(1, 255),
        change=st.integers(0, 2),
        note=notes,
    )
    | st.builds(items.BarredSubject, change=st.integers(0, 2), note=notes)
    | st.builds(
        items.BarredSite,
        name=text(1, 512),
        domains=several(domains),
        home_page=maybe(pages),
        change=st.integers(0, 2),
        note=notes,
    ),
    "FFJRHMD": st.builds(
        items.IllegalAccess,
        authority_id=ids,
        domain=domains,
        address=ipv4,
        provider=ids,
        province=ids,
        seen_at=moments,
        note=notes,
    ),
    "WBAWZLB": st.builds(
        items.UnfiledSite,
        authority_id=ids,
        domain=domains,
        languages=st.just(()) | several(codes),
        address=ipv4,
        first_seen_at=maybe(moments),
        seen_at=maybe(moments),
        times=none_or(st.integers(0, 99)),
        province=none_or(ids),
        provider=none_or(ids),
        carrier=ids,
        note=notes,
    ),
    "BAJG": st.builds(
        items.Result,
        operation=st.integers(1, 7),
        mark=maybe(text(1, 255)),
        codes=several(st.tuples(ids, maybe(text(1, 255)))),
        note=notes,
    )
    | st.builds(
        items.Opinion,
        operation=none_or(st.integers(1, 7)),
        mark=none_or(ids.map(str)),
        passed=st.booleans(),
        text=maybe(text(1, 1024)),
        reviewer=notes,
        phone=maybe(text(11, 128)),
        at=moments,
    ),
    "HSRW": with_scans(
        items.VerificationTask,
        filings(subject=subjects(authority_id=ids, reporting=reporting), sites=several(task_sites, 2)),
        filed_at=moments,
        changed_at=moments,
        note=notes,
    ),
    "HCJG": st.builds(
        items.SubjectCheck,
        authority_id=ids,
        name=text(1, 255),
        certificate_type=types,
        certificate_number=text(1, 255),
        reason=maybe(text(1, 512)),
        note=notes,
    )
    | st.builds(
        items.AccessCheck,
        domain=maybe(domains),
        address=maybe(ipv4),
        provider=none_or(ids),
        finding=st.integers(1, 2),
        access_id=none_or(ids),
        **_checks,
    )
    | st.builds(items.ShellCheck, alive=st.booleans(), home_page=maybe(text(7, 255)), **_checks)
    | st.builds(items.DeadSite, home_page=maybe(text(4, 255)), **_checks),
    "XGTZ": st.builds(
        items.Notice,
        about=st.sampled_from(["subject", "site"]),
        licence_number=maybe(text(1, 128)),
        authority_id=none_or(ids),
        text=text(1, 255),
        note=notes,
    ),
}
_DETAILS = {
    "Bbdw": {"Dwfl": "3", "Jyxkzbh": "B1-20040001", "Shengid": "330000"},
    "Qy": {"Lx": "1"},
    "Yjfk_Wtfl": {"Fl2": "二级"},
    "Gj": {"Ysid": "1", "Bm": "ZJ", "Shengid": "330000"},
    "Dwhyfl": {"Bm": "I65"},
    "Zjlx": {"Dwflid": "4"},
    "Nrlx": {"Ysid": "1", "Sfqzsp": "1"},
    "Fwnr": {"Ysid": "1"},
    "Jrfs": {"Ysid": "1"},
    "Fjyt": {"Ssdxlx": "1"},
} | dict.fromkeys(("Dwfl", "Dwxz", "Xzjb", "Hsyj", "Ymlx", "Fjwjgs", "Yylb", "Zxly"))


@st.composite
def code_values(draw):
    """Rows of every base code table; only that of `Cljg` has no word on validity."""
    table = draw(st.sampled_from([*_DETAILS, "Cljg"]))
    remark = draw(st.sampled_from([{}, {"Bz": "样例"}]))
    valid = True if table == "Cljg" else draw(st.booleans())
    detail = (_DETAILS.get(table) or {}) | remark
    return items.CodeValue(table=table, code=draw(ids), name=draw(text(1, 32)), valid=valid, detail=detail)
