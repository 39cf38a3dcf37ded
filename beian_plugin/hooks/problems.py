"""Why a plugin cannot be used: one sentence in each language, with the file, the cause and the next step."""

from __future__ import annotations

from traceback import walk_tb
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.errors import PluginError
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Longest part of somebody else's words that a sentence repeats, in characters.
_MOST_DETAIL = 300


class Unusable(PluginError):
    """A plugin cannot be used; `text` says why in both languages."""

    def __init__(self, text: Text, *, file: str = "", hook: str = "") -> None:
        super().__init__(text.en, file=file, hook=hook)
        self.text = text


class Untrusted(Unusable):
    """A plugin must not be used, whatever stands in it."""


_SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        "folder": Text(
            "无法读取插件目录 {file}（{detail}）。请检查 BEIAN_PLUGIN_DIR 及目录权限；已加载的插件继续有效。",
            "The plugin folder {file} cannot be read ({detail}). Check BEIAN_PLUGIN_DIR and the folder's permissions; "
            "what was loaded before stays in force.",
        ),
        "package": Text(
            "随包的省份文件不存在。请重新安装 beian_plugin。",
            "The package's own province files are missing. Install beian_plugin again.",
        ),
        "not_a_file": Text(
            "{file} 不是普通文件，不能作为插件。请将其移出插件目录。",
            "{file} is not a regular file, so it cannot be a plugin. Move it out of the folder.",
        ),
        "dangling": Text(
            "{file} 是指向不存在文件的符号链接。请修正或删除该链接。",
            "{file} is a symbolic link to a file that does not exist. Mend or remove the link.",
        ),
        "unreadable": Text(
            "无法读取 {file}（{detail}）。请检查路径和文件权限。",
            "{file} cannot be read ({detail}). Check the path and the permissions.",
        ),
        "open": Text(
            "{file} 可被其他用户改写，未采用。请核对内容后执行 chmod {chmod} {file}，或修改 BEIAN_PLUGIN_TRUST。",
            "{file} can be changed by other users, so it is not trusted. Look through it and run chmod {chmod} {file}, "
            "or change BEIAN_PLUGIN_TRUST.",
        ),
        "stranger": Text(
            "{file} 属于用户 {owner}，而不是 root、面板的用户或插件目录的所有者，未采用。请核对内容后执行 "
            "chown {wanted} {file}，或修改 BEIAN_PLUGIN_TRUST。",
            "{file} belongs to {owner}, who is neither root nor the panel's user nor the folder's owner, so it is not "
            "trusted. Look through it and run chown {wanted} {file}, or change BEIAN_PLUGIN_TRUST.",
        ),
        "leads_out": Text(
            "{file} 是指向插件目录之外（{target}）的符号链接，未采用。请将文件本身复制到插件目录。",
            "{file} is a symbolic link that leads out of the folder, to {target}, so it is not trusted. Copy the file "
            "itself into the folder.",
        ),
        "not_listed": Text(
            "{file} 的 SHA-256 不在 BEIAN_PLUGIN_HASHES 中，未采用。请核对内容后将 sha256sum {file} 的输出加入清单。",
            "{file} has a SHA-256 that BEIAN_PLUGIN_HASHES does not list, so it is not in force. Look through it and "
            "add what sha256sum {file} prints.",
        ),
        "no_hash": Text(
            "{file} 第 {line} 行不是 SHA-256，已跳过。请用 sha256sum 重新生成。",
            "Line {line} of {file} holds no SHA-256 and was passed over. Write it again with sha256sum.",
        ),
        "too_big": Text(
            "{file} 超过 {limit} MB，不像是插件文件。请将其移出插件目录。",
            "{file} is larger than {limit} MB, which no plugin needs. Move it out of the folder.",
        ),
        "not_utf8": Text(
            "{file} 不是 UTF-8 文本（第 {at} 个字节无法识别）。请以 UTF-8 编码重新保存。",
            "{file} is not UTF-8 text (byte {at} is none of it). Save it again in UTF-8.",
        ),
        "raises": Text(
            "{file} 加载时出错：{detail}。请修正后重新保存。",
            "{file} fails while it loads: {detail}. Correct it and save it again.",
        ),
        "raises_in_hook": Text(
            "{file} 的 {hook} 出错：{detail}。请修正后重新保存。",
            "{file} fails in {hook}: {detail}. Correct it and save it again.",
        ),
        "unknown_rule": Text(
            "{file} 中的 {name} 不是规则名称（{detail}）。最接近的是 {nearest}。",
            "{file} states {name}, which is no rule ({detail}). The nearest is {nearest}.",
        ),
        "no_hook": Text(
            "{file} 没有实现任何钩子。请为函数加上 @hookimpl；辅助文件的文件名请以 _ 开头。",
            "{file} implements no hook. Mark its functions with @hookimpl; begin the name of a helper file with _.",
        ),
        "misspelled": Text(
            "{file} 中的 {hook} 不是钩子名称。最接近的是 {nearest}。",
            "{file} implements {hook}, which is no hook. The nearest is {nearest}.",
        ),
        "unmarked": Text(
            "{file} 中的函数 {hook} 未加 @hookimpl，不会被调用。请加上，或改用不以 beian_ 开头的名称。",
            "{file} has a function {hook} without @hookimpl, so nobody calls it. Mark it, or give it a name that does "
            "not begin with beian_.",
        ),
        "bad_hook": Text(
            "{file} 的钩子与规范不符：{detail}。请按钩子规范修正。",
            "A hook of {file} does not fit its specification: {detail}. Correct its arguments.",
        ),
        "not_plain": Text(
            "{file} 的 {hook} 必须是普通函数，不能是 async、生成器或包装器。",
            "{hook} in {file} must be a plain function: not async, not a generator, not a wrapper.",
        ),
        "wrong_return": Text(
            "{file} 的 {hook} 应返回 {expected}，实际返回 {got}。请修正。",
            "{hook} in {file} must return {expected}, but returned {got}. Correct it.",
        ),
        "wrong_value": Text(
            "{file}：{attribute} 应为 {expected}，实际为 {got}。请修正后重新保存。",
            "{file}: {attribute} must be {expected}, but is {got}. Correct it and save it again.",
        ),
        "twice": Text(
            "{file} 两次登记了省份代码 {code}。请只保留一个。",
            "{file} registers the province code {code} twice. Keep one of the two.",
        ),
        "claimed": Text(
            "{file} 登记的省份代码 {code} 已由 {other} 登记，本文件未生效。请删除其中一个。",
            "{file} claims the province code {code}, which {other} has; it is not in force. Remove one of them.",
        ),
        "name_taken": Text(
            "插件名称 {file} 已被使用，未登记。请换一个名称。",
            "The plugin name {file} is taken already; it was not registered. Choose another name.",
        ),
        "replaced": Text("已由 {other} 替代。", "Replaced by {other}."),
        "no_answer": Text(
            "{file} 在 {seconds} 秒内未完成加载，已被拒绝。请去掉导入时的等待或死循环；重新保存即再试一次。",
            "{file} did not finish loading within {seconds} seconds and was refused. Take out what waits or loops; "
            "it is tried again when it is saved again.",
        ),
        "died": Text(
            "{file} 加载时使进程终止（{detail}），已被拒绝。请勿在插件中结束进程或占用大量内存。",
            "{file} ended its process while it loaded ({detail}) and was refused. A plugin must neither exit nor take "
            "up the memory.",
        ),
        "forks": Text(
            "{file} 加载时复制了自身进程（fork），已被拒绝。请去掉。",
            "{file} forks its process while it loads and was refused: it would fork the panel. Take that out.",
        ),
        "waits": Text(
            "{file} 尚未试运行完毕，结束后自动生效或列出错误；请去掉其他迟迟不能加载的新文件。",
            "{file} waits for its trial to end; until then it is not in force. Other new files that do not finish "
            "loading hold it up: take them out.",
        ),
        "not_tried": Text(
            "无法启动试运行进程检查 {file}（{detail}）。请检查系统资源后重新保存该文件。",
            "{file} could not be tried: no child process starts ({detail}). Check the system's resources, "
            "then save the file again.",
        ),
    }
)


def sentence(code: str, /, **values: object) -> Text:
    """The sentence `code` with its values put in."""
    return Text(*(words.format_map(values) for words in _SENTENCES[code]))


def printable(text: str, most: int = 1000) -> str:
    """`text` as one printable line of at most `most` characters."""
    line = " ".join(text.split())
    return "".join(mark if mark.isprintable() else "�" for mark in line[:most])


def describe(error: BaseException, file: str) -> str:
    """What was raised while `file` loaded: type, words and line; it saw no customer's data by then."""
    try:
        words = str(error.msg) if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001  a plugin's exception may fail to print itself
        words = ""
    kind = type(error).__name__
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == file else _last_line(error, file)
    said = printable(f"{kind}: {words}" if words else kind, _MOST_DETAIL)
    return f"{said} (line {line})" if line else said


def place(error: BaseException) -> str:
    """Type and place of what a hook raised, without its words: these may hold a customer's data."""
    last = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)][-1:]
    where = "".join(f" in {file}:{line}" for file, line in last)
    return printable(type(error).__name__ + where, _MOST_DETAIL)


def _last_line(error: BaseException, file: str) -> int | None:
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    return lines[-1] if lines else None
