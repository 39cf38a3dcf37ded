"""Settings: read once, a bad value stops the start and says what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian_plugin.errors import SettingError
from beian_plugin.settings import SETTING_NAMES, Mode, OnError, PluginTrust, Settings, load_settings, settings_table


def test_nothing_set_means_the_defaults():
    assert load_settings({}, {}) == Settings()


def test_the_panels_config_wins_over_the_environment():
    found = load_settings({"BEIAN_MODE": "observe"}, {"BEIAN_MODE": "enforce", "BEIAN_ON_ERROR": "deny"})
    assert (found.mode, found.on_error) == (Mode.OBSERVE, OnError.DENY)


def test_values_are_read_as_people_write_them():
    found = load_settings(
        {
            "BEIAN_MAINLAND_REGIONS": "CN-*, rack-7",
            "BEIAN_PLUGIN_DIR": "~/provinces",
            "BEIAN_ORDER_MIN_MONTHS": "vps-*:3,*:1",
            "BEIAN_PLUGIN_STRICT": "yes",
            "BEIAN_PLUGIN_TRIAL_SECONDS": "7",
            "BEIAN_URL_PREFIX": "/filing",
            "BEIAN_PLUGIN_TRUST": "Group",
            "BEIAN_PLUGIN_HASHES": "~/Allowed plugins.sha256",
        },
        {},
    )
    assert found.mainland_regions == ("cn-*", "rack-7")
    assert found.plugin_dir == Path("~/provinces").expanduser()
    assert found.order_min_months == (("vps-*", 3), ("*", 1))
    assert (found.plugin_strict, found.plugin_trial_seconds) == (True, 7)
    assert found.plugin_trust is PluginTrust.GROUP
    assert found.plugin_hashes == Path("~/Allowed plugins.sha256").expanduser()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", None),
        ("A" * 64, ("a" * 64,)),
        (f"{'a' * 64}, {'b' * 64}", ("a" * 64, "b" * 64)),
        (["a" * 64], ("a" * 64,)),
        ([], ()),
        (Path("/etc/beian.sha256"), Path("/etc/beian.sha256")),
    ],
)
def test_hashes_are_given_as_a_list_or_as_the_file_that_holds_it(given, read):
    assert load_settings({"BEIAN_PLUGIN_HASHES": given}, {}).plugin_hashes == read


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BEIAN_MODE", "strict", "auto, observe, enforce"),
        ("BEIAN_ON_ERROR", "", "allow, hold, deny"),
        ("BEIAN_URL_PREFIX", "beian", "a path such as /beian"),
        ("BEIAN_PLUGIN_TRIAL_SECONDS", "0", "from 1 to 600"),
        ("BEIAN_PLUGIN_TRIAL_SECONDS", True, "from 1 to 600"),
        ("BEIAN_PLUGIN_STRICT", "maybe", "true or false"),
        ("BEIAN_PLUGIN_TRUST", "me", "owner, group, all"),
        ("BEIAN_PLUGIN_HASHES", f"{'a' * 64},{'b' * 63}", "SHA-256 hashes separated by commas"),
        ("BEIAN_PLUGIN_HASHES", ["rules.py"], "a file as `sha256sum` writes it"),
        ("BEIAN_PLUGIN_HASHES", 5, "must be"),
        ("BEIAN_ORDER_MAX_SERVERS", "vps", "pairs such as"),
        ("BEIAN_MAINLAND_REGIONS", [1], "a list of words"),
        ("BEIAN_MAINLAND_REGIONS", 5, "must be"),
        ("BEIAN_ISP_NAME", 5, "a text"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name_and_what_was_expected(name, value, expected):
    with pytest.raises(SettingError, match=name) as caught:
        load_settings({name: value}, {})
    assert expected in str(caught.value)


def test_a_misspelled_setting_is_not_passed_over():
    with pytest.raises(SettingError, match="BEIAN_MODUS"):
        load_settings({"BEIAN_MODUS": "observe"}, {})


def test_a_secret_is_never_repeated():
    with pytest.raises(SettingError) as caught:
        load_settings({"BEIAN_DATA_KEYS": 123456789}, {})
    assert "123456789" not in str(caught.value)


def test_every_setting_has_a_help_text():
    table = settings_table()
    assert len(table) == len(SETTING_NAMES)
    assert all(help_text.endswith((".", ")")) for _, _, help_text in table)


@given(
    st.sampled_from([f"BEIAN_{name.upper()}" for name in SETTING_NAMES]),
    st.text() | st.integers() | st.none() | st.lists(st.integers()),
)
def test_any_value_is_read_or_refused_with_its_name(name, value):
    message = name
    try:
        load_settings({name: value}, {})
    except SettingError as error:
        message = str(error)
    assert name in message
