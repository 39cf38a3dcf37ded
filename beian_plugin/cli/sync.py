"""`beian sync`: send what is queued, fetch and apply what the authority answered, and say how that stands."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.codes import message_code
from beian_plugin.filing.states import State
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from beian_plugin.operations.sync.engine import Round
    from beian_plugin.operations.sync.patience import Wait
    from beian_plugin.operations.sync.status import Status, WaitingFile

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)

_NO_LINK = Text(
    "未设置 BEIAN_AUTHORITY_URL：不上报，也不下载。", "BEIAN_AUTHORITY_URL is empty: nothing is sent or fetched."
)
_BUSY = Text("另一进程正在同步，本次未执行。", "Another process is at it; nothing was done here.")
_NOTHING = Text("没有需要处理的事项。", "Nothing was to be done.")
_DONE = {
    "tell": Text("补发通知 {} 条", "{} steps told again"),
    "release": Text("撤出待上报 {} 件", "{} filings taken out of the queue"),
    "pack": Text("生成上报文件 {} 个", "{} files packed"),
    "check": Text("核对备案密码 {} 个", "{} filing passwords checked"),
    "send": Text("管局已接收 {} 个文件", "{} files accepted"),
    "repeat": Text("补报文件 {} 个", "{} files sent again"),
    "receive": Text("下载文件 {} 个", "{} files fetched"),
    "reopen": Text("重新打开文件 {} 个", "{} files opened again"),
    "apply": Text("处理下载记录 {} 条", "{} records applied"),
    "purge": Text("清除过期文件内容 {} 个", "{} old files purged"),
    "remind": Text("提醒限期事项 {} 件", "{} obligations reminded of"),
}


@click.group()
def sync() -> None:
    """Send what is queued to the authority, fetch and apply its answers.

    Exit status: 0 in order, also while the authority puts something off that passes by itself; 1 where something is
    held up that needs a person, or has waited for long; 2 where the command cannot work at all.
    """


@sync.command()
@click.option("--watch", is_flag=True, help="Go on until Ctrl+C; `beian worker` also wakes when a filing is queued.")
@click.option("--interval", default=60, show_default=True, type=click.IntRange(1, 3600), help="Seconds between rounds.")
@_as_json
@_lang
@click.pass_context
def run(ctx: click.Context, *, watch: bool, interval: int, as_json: bool, lang: str) -> None:
    """Do all that is to be done now: send, fetch, apply, purge, remind."""
    from beian_plugin.operations.sync.engine import run_once, stages_of

    context = open_context()
    while True:
        with _progress(stages_of(again=False)) as progress:
            done = run_once(context, progress=progress)
        _show_round(done, as_json=as_json, lang=lang)
        if not watch:
            ctx.exit(1 if done.troubles else 0)
        try:
            time.sleep(interval)
        except KeyboardInterrupt:
            return


@sync.command()
@_as_json
@_lang
@click.pass_context
def resync(ctx: click.Context, *, as_json: bool, lang: str) -> None:
    """Hold our numbers against the authority's, send what it lacks, open again what could not be opened.

    What waits for its next try is tried at once: for when the cause is gone.
    """
    from beian_plugin.operations.sync import engine

    context = open_context()
    with _progress(engine.stages_of(again=True)) as progress:
        done = engine.resync(context, progress=progress)
    _show_round(done, as_json=as_json, lang=lang)
    ctx.exit(1 if done.troubles else 0)


@sync.command()
@_as_json
@_lang
@click.pass_context
def status(ctx: click.Context, *, as_json: bool, lang: str) -> None:
    """Say what was sent, what waits and why, what came, and who is at it."""
    from beian_plugin.operations.sync.status import status as read_status

    found = read_status(open_context())
    if as_json:
        click.echo(json.dumps(asdict(found) | {"troubled": found.troubled}, ensure_ascii=False, default=_plain))
    else:
        for line in _lines(found, lang):
            click.echo(line)
    ctx.exit(1 if found.troubled else 0)


@contextmanager
def _progress(stages: tuple[str, ...]) -> Iterator[Callable[[str], None]]:
    """A bar on stderr that moves with each stage, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    with click.progressbar(length=len(stages), file=sys.stderr) as bar:

        def moved(stage: str) -> None:
            bar.label = stage
            bar.update(stages.index(stage) - bar.pos)

        yield moved
        bar.update(len(stages) - bar.pos)


def _show_round(done: Round, *, as_json: bool, lang: str) -> None:
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False, default=_plain))
        return
    counts = [_DONE[stage].to(lang).format(count) for stage, count in done.done.items() if count]
    if done.busy:
        counts = [_BUSY.to(lang)]
    if counts or not (done.troubles or done.waits):
        click.echo({"zh": "，", "en": ", "}[lang].join(counts) or _NOTHING.to(lang))
    if not done.linked:
        click.echo(_NO_LINK.to(lang))
    for stage, wait in done.waits.items():
        if stage not in done.troubles:
            click.echo(_wait_line(stage, wait, lang))
    for stage, trouble in done.troubles.items():
        click.echo(f"{stage}: {trouble}", err=True)


def _lines(found: Status, lang: str) -> Iterator[str]:
    if not found.linked:
        yield _NO_LINK.to(lang)
    sent = Text("最近编号 {}，管局已接收到 {}", "last number {}, accepted by the authority up to {}")
    when = f" ({_moment(found.accepted_at)})" if found.accepted_at else ""
    yield sent.to(lang).format(found.last_number, found.last_accepted) + when
    for file in found.waiting:
        yield from _waiting_lines(file, lang)
    for stage, wait in found.waits.items():
        yield _wait_line(stage, wait, lang)
    for line in found.trouble.splitlines():
        yield Text("上一轮受阻：", "held up in the last round: ").to(lang) + line
    if found.unnumbered:
        yield Text("待编号的文件 {} 个", "{} documents wait for a number").to(lang).format(found.unnumbered)
    came = Text("下载：待处理 {} 个，无法读取 {} 个", "downloads: {} waiting, {} cannot be read")
    when = f" ({_moment(found.downloaded_at)})" if found.downloaded_at else ""
    yield came.to(lang).format(found.downloads_waiting, found.downloads_refused) + when
    if found.tasks:
        tasks = [f"{TaskKind(kind).to(lang)} {count}" for kind, count in found.tasks.items()]
        yield Text("待办任务：", "open tasks: ").to(lang) + ", ".join(tasks)
    if found.filings:
        filings = [f"{State(state).to(lang)} {count}" for state, count in found.filings.items()]
        yield Text("备案申请：", "filings: ").to(lang) + ", ".join(filings)
    if found.holder:
        at_it = Text("正在同步：{}，最迟到 {}", "at it now: {}, until {} at the latest")
        yield at_it.to(lang).format(found.holder, _moment(found.held_until))


def _wait_line(stage: str, wait: Wait, lang: str) -> str:
    words = Text("等待（自 {since}）：{stage}：{said}。{step}", "waits (since {since}): {stage}: {said}. {step}")
    step = message_code(wait.code).next_step.to(lang)
    return words.to(lang).format(since=_moment(wait.since), stage=stage, said=wait.said.rstrip("。."), step=step)


def _waiting_lines(file: WaitingFile, lang: str) -> Iterator[str]:
    words = Text("待上报 {}：{}，{} 条记录", "waiting {}: {}, {} records")
    yield words.to(lang).format(file.sequence, file.document, file.records)
    if file.state == "unsure":
        yield "  " + Text("尚不知管局是否收到", "whether it arrived is not known yet").to(lang)
    if file.code:
        yield f"  {message_code(file.code).next_step.to(lang)}"
    if file.problem:
        yield f"  {file.problem}"
        again = Text("已受阻 {} 次，下次 {}", "held up {} times, next try {}")
        yield "  " + again.to(lang).format(file.tries, _moment(file.next_try_at))


def _moment(moment: Any) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z") if moment else ""


def _plain(value: Any) -> Any:
    return value.isoformat()
