"""Looking after the database: drift is found and mended, keys are rotated without losing a value."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from beian_plugin.models.crypto import KeyRing, UnreadableValue
from beian_plugin.models.database import Database
from beian_plugin.models.tables import Domain, Subject
from beian_plugin.operations.upkeep import examine, rebuild, rotate_keys


def test_a_sound_database_is_called_sound(context, mirror):
    mirror.site("teahouse-demo.cn", "teapot-demo.cn", providers=["ours", "别家云"])
    health = examine(context.database)
    assert (health.sound, health.drifted) == (True, 0)


def test_drift_is_counted_left_alone_and_mended_on_request(context, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"])
    mirror.site("other-demo.cn", subject=mirror.subject("浙ICP备20260002号"), number="浙ICP备20260002号-1")
    with context.database.write() as session:
        session.execute(text("UPDATE beian_domain SET access = 'other' WHERE name = 'teahouse-demo.cn'"))
    assert examine(context.database).drifted == 1
    assert examine(context.database).drifted == 1, "looking changes nothing"
    assert rebuild(context.database) == 2
    assert examine(context.database).drifted == 0
    with context.database.read() as session:
        assert session.scalar(select(Domain.access).where(Domain.name == "teahouse-demo.cn")) == "ours"


@pytest.fixture
def rotated(database, database_url, mirror, keys):
    """The database opened with a newer key in front of the one that sealed 1,200 values."""
    with database.write() as session:
        session.add_all(
            Subject(name=f"公司{number}", address=f"某路{number}号", updated_at=mirror_now()) for number in range(1200)
        )
    newer = Database(database_url, KeyRing((b"newer" + b"k" * 27, *keys.data_keys), keys.index_key))
    yield newer
    newer.close()


def mirror_now():
    from operations.conftest import NOW

    return NOW


def test_every_value_is_sealed_with_the_newest_key_and_still_opens(rotated, keys):
    assert examine(rotated).outdated == 1200
    told = []
    assert rotate_keys(rotated, told.append) == 1200
    assert told == sorted(told)
    assert told[-1] == 1200
    health = examine(rotated)
    assert (health.sealed, health.outdated, health.unreadable) == (1200, 0, 0)
    assert rotate_keys(rotated) == 0, "what is done is not done again"
    with rotated.read() as session:
        assert session.scalar(select(Subject.address).where(Subject.name == "公司7")) == "某路7号"


def test_a_missing_key_is_counted_and_stops_a_rotation(rotated, database_url, keys):
    stranger = Database(database_url, KeyRing((b"x" * 32,), keys.index_key))
    assert examine(stranger).unreadable == 1200
    assert not examine(stranger).sound
    with pytest.raises(UnreadableValue):
        rotate_keys(stranger)
    stranger.close()
    assert rotate_keys(rotated) == 1200, "nothing was lost"
