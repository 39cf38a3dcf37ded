"""What a visitor of a site reads that may not be served: no script, no other address, both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from beian_plugin.filing.gate import GateState

_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>网站暂不能访问 · Site not available</title>
<style>
body {{ margin: 0; font: 16px/1.7 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }}
body {{ color: #1d2530; background: #f6f8fa; }}
main {{ max-width: 38rem; margin: 12vh auto 0; padding: 0 1.25rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; }}
p {{ margin: 0 0 .8rem; }}
[lang="en"] {{ color: #59636f; }}
</style>
<main>
<h1>该网站暂不能访问</h1>
<p><b>{host}</b>：{zh}。按照《互联网信息服务管理办法》，在中国内地提供服务的网站须先完成备案，并由接入商核验。</p>
<p>如果这是您的网站，请登录接入商的控制面板，查看原因和下一步。</p>
<div lang="en">
<h2>This site is not available</h2>
<p><b>{host}</b>: {en}. A site served from the Chinese mainland has to be filed first, with its access provider.</p>
<p>If it is yours, sign in to your hosting panel: it says why, and what to do next.</p>
</div>
</main>
</html>
"""


def page(host: str, state: GateState) -> str:
    """The page for a host, which may be any text, in that state."""
    return _PAGE.format(host=escape(host), zh=state.zh, en=state.en)
