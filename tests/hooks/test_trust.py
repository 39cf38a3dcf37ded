"""Who may put a drop-in in force: nobody but ops, and where a list of hashes is required, only what it names."""

from __future__ import annotations

import os

import pytest

from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin, digest
from beian_plugin.settings import PluginTrust

OWNER, GROUP, ALL = PluginTrust
NOBODY = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")


def refused(drop_ins, name="rules"):
    """The sentence with which a drop-in is refused."""
    info = drop_ins.info(name)
    assert info.status is PluginStatus.REFUSED
    for sentence in info.error:
        assert sentence.isprintable()
    return info.error.en


@pytest.mark.parametrize("trust", [OWNER, GROUP, ALL])
@pytest.mark.parametrize(("mode", "wanted"), [(0o644, None), (0o664, "go-w"), (0o646, "go-w"), (0o666, "go-w")])
def test_a_file_that_others_can_write_is_refused_and_says_how_to_mend_it(mode, wanted, trust, drop_ins, gate):
    drop_ins.write("rules.py", gate("x"))
    (drop_ins.folder / "rules.py").chmod(mode)
    drop_ins.restart(trust=trust)
    open_to_group_only = mode == 0o664
    if wanted is None or trust is ALL or (trust is GROUP and open_to_group_only):
        assert drop_ins.codes() == ["x"]
        return
    assert drop_ins.codes() == []
    assert f"chmod {'o-w' if trust is GROUP else wanted} {drop_ins.folder / 'rules.py'}" in refused(drop_ins)


def test_a_file_is_taken_up_once_its_rights_are_mended(drop_ins, gate):
    drop_ins.write("rules.py", gate("x"))
    (drop_ins.folder / "rules.py").chmod(0o666)
    drop_ins.plugins.load()
    assert drop_ins.codes() == []
    (drop_ins.folder / "rules.py").chmod(0o644)
    drop_ins.look()
    assert drop_ins.codes() == ["x"]
    (drop_ins.folder / "rules.py").chmod(0o666)
    drop_ins.look()
    assert drop_ins.info("rules").status is PluginStatus.LAST_GOOD
    assert drop_ins.codes() == ["x"]


def test_what_is_not_trusted_is_not_even_tried(drop_ins, gate, tmp_path):
    sign = tmp_path / "sign"
    drop_ins.write("rules.py", f"open({str(sign)!r}, 'w').close()\n{gate('x')}")
    (drop_ins.folder / "rules.py").chmod(0o666)
    drop_ins.plugins.load()
    assert not sign.exists()


def test_a_folder_that_others_can_write_brings_nothing_new_and_keeps_the_last_good(drop_ins, gate):
    drop_ins.write("rules.py", gate("old"), tried=True)
    drop_ins.plugins.load()
    drop_ins.folder.chmod(0o777)
    drop_ins.write("rules.py", gate("new"))
    drop_ins.write("more.py", gate("more"))
    drop_ins.look()
    assert drop_ins.codes() == ["old"]
    assert f"chmod go-w {drop_ins.folder}" in refused(drop_ins, "more")
    assert f"chmod go-w {drop_ins.folder}" in drop_ins.info("drop-ins").error.en
    drop_ins.folder.chmod(0o755)
    drop_ins.look()
    assert sorted(drop_ins.codes()) == ["more", "new"]
    assert [info for info in drop_ins.plugins.list() if info.status.is_trouble] == []


def test_a_folder_that_others_could_put_another_in_the_place_of_is_not_trusted(drop_ins, gate):
    drop_ins.write("rules.py", gate("x"), tried=True)
    above = drop_ins.folder.parent
    above.chmod(0o777)
    drop_ins.plugins.load()
    assert f"chmod o-w {above}" in drop_ins.info("drop-ins").error.en
    above.chmod(0o1777)
    drop_ins.look()
    assert drop_ins.codes() == ["x"]


@as_root
def test_a_strangers_file_is_refused_and_says_who_should_own_it(drop_ins, gate):
    drop_ins.write("rules.py", gate("x"))
    os.chown(drop_ins.folder / "rules.py", NOBODY, NOBODY)
    drop_ins.plugins.load()
    words = refused(drop_ins)
    assert "belongs to nobody" in words
    assert f"chown root {drop_ins.folder / 'rules.py'}" in words
    drop_ins.restart(trust=ALL)
    assert drop_ins.codes() == ["x"]


@as_root
def test_the_owner_of_the_folder_and_root_are_no_strangers(drop_ins, gate):
    drop_ins.write("theirs.py", gate("theirs"), tried=True)
    drop_ins.write("roots.py", gate("roots"), tried=True)
    for path in (drop_ins.folder, drop_ins.folder / "theirs.py"):
        os.chown(path, NOBODY, NOBODY)
    drop_ins.plugins.load()
    assert sorted(drop_ins.codes()) == ["roots", "theirs"]


@as_root
def test_a_group_that_shares_the_folder_may_own_its_files(drop_ins, gate):
    drop_ins.write("rules.py", gate("x"), tried=True)
    os.chown(drop_ins.folder, -1, 4242)
    os.chown(drop_ins.folder / "rules.py", NOBODY, 4242)
    drop_ins.folder.chmod(0o2775)
    drop_ins.restart(trust=GROUP)
    assert drop_ins.codes() == ["x"]
    os.chown(drop_ins.folder / "rules.py", NOBODY, 4343)
    drop_ins.look()
    assert "belongs to nobody" in drop_ins.info("rules").error.en


def test_a_link_that_leads_out_of_the_folder_is_refused(drop_ins, gate, tmp_path):
    (tmp_path / "kept elsewhere.py").write_text(gate("linked"))
    (drop_ins.folder / "linked.py").symlink_to(tmp_path / "kept elsewhere.py")
    drop_ins.plugins.load()
    words = refused(drop_ins, "linked")
    assert "symbolic link that leads out of the folder" in words
    assert str(tmp_path / "kept elsewhere.py") in words
    drop_ins.restart(trust=ALL)
    assert drop_ins.codes() == ["linked"]


def test_links_within_the_folder_are_followed_as_mounted_volumes_make_them(drop_ins, gate, tmp_path):
    version = drop_ins.folder / "..2026"
    version.mkdir()
    (version / "rules.py").write_text(gate("linked"))
    (drop_ins.folder / "..data").symlink_to("..2026")
    (drop_ins.folder / "rules.py").symlink_to("..data/rules.py")
    (tmp_path / "mounted").symlink_to(drop_ins.folder)
    drop_ins.folder = tmp_path / "mounted"
    drop_ins.restart()
    assert drop_ins.codes() == ["linked"]
    version.chmod(0o777)
    (version / "rules.py").touch()
    drop_ins.look()
    assert f"chmod go-w {version}" in drop_ins.info("rules").error.en


def listed(*texts):
    return "".join(f"{digest(text)}  rules.py\n" for text in texts)


def test_where_hashes_are_required_others_are_refused_and_listed(drop_ins, gate):
    drop_ins.write("known.py", gate("known"))
    drop_ins.write("other.py", gate("other"))
    drop_ins.restart(hashes=(digest(gate("known")),))
    assert drop_ins.codes() == ["known"]
    words = refused(drop_ins, "other")
    assert "BEIAN_PLUGIN_HASHES" in words
    assert f"sha256sum {drop_ins.folder / 'other.py'}" in words
    assert drop_ins.info("other").sha256 == digest(gate("other"))


def test_the_list_may_be_a_file_and_is_read_again_when_it_changes(drop_ins, gate, tmp_path):
    hashes = tmp_path / "allowed.sha256"
    hashes.write_text("# reviewed in June\n\n" + listed(gate("one")).replace("  rules", " *rules"))
    drop_ins.write("rules.py", gate("one"))
    drop_ins.restart(hashes=hashes)
    assert drop_ins.codes() == ["one"]
    drop_ins.write("rules.py", gate("two"))
    drop_ins.look()
    info = drop_ins.info("rules")
    assert (info.status, info.sha256) == (PluginStatus.LAST_GOOD, digest(gate("one")))
    hashes.write_text(listed(gate("one"), gate("two")).upper().replace("RULES.PY", "rules.py"))
    drop_ins.look()
    assert drop_ins.codes() == ["two"]
    hashes.write_text(listed(gate("one")))
    drop_ins.look()
    assert drop_ins.codes() == []
    assert "BEIAN_PLUGIN_HASHES" in refused(drop_ins)


def test_the_last_good_version_stays_only_while_it_is_listed(drop_ins, gate):
    drop_ins.write("rules.py", gate("old"), tried=True)
    drop_ins.write("rules.py", gate("new"))
    drop_ins.restart(hashes=(digest(gate("old")),))
    assert drop_ins.codes() == ["old"]
    drop_ins.restart(hashes=("0" * 64,))
    assert drop_ins.codes() == []
    drop_ins.write("rules.py", "raise RuntimeError")
    drop_ins.restart(hashes=(digest("raise RuntimeError"),))
    assert drop_ins.codes() == []
    assert drop_ins.info("rules").status is PluginStatus.BROKEN


def test_a_line_that_is_no_hash_is_told_and_the_others_count(drop_ins, gate, tmp_path):
    hashes = tmp_path / "allowed.sha256"
    hashes.write_text("zhejiang.py is fine\n" + listed(gate("one")))
    drop_ins.write("rules.py", gate("one"))
    drop_ins.restart(hashes=hashes)
    assert drop_ins.codes() == ["one"]
    assert f"Line 1 of {hashes} holds no SHA-256" in drop_ins.info("allowed.sha256").error.en


@pytest.mark.parametrize("spoil", ["missing", "open to all", "a folder"])
def test_a_list_that_cannot_be_read_or_trusted_allows_nothing_and_says_so(spoil, drop_ins, gate, tmp_path):
    hashes = tmp_path / "allowed.sha256"
    if spoil == "a folder":
        hashes.mkdir()
    elif spoil == "open to all":
        hashes.write_text(listed(gate("one")))
        hashes.chmod(0o666)
    drop_ins.write("rules.py", gate("one"), tried=True)
    drop_ins.restart(hashes=hashes)
    assert drop_ins.codes() == []
    assert str(hashes) in drop_ins.info("allowed.sha256").error.en
    if spoil == "a folder":
        hashes.rmdir()
    hashes.write_text(listed(gate("one")))
    hashes.chmod(0o644)
    drop_ins.look()
    assert drop_ins.codes() == ["one"]
    assert [info for info in drop_ins.plugins.list() if info.origin is Origin.FOLDER and info.error] == []
