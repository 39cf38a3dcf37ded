"""宝塔面板 BaoTa and aaPanel: asks the daemon of beian_plugin before a domain is bound.

Put it at /www/server/panel/hooks/beian.py, owned by root, and restart the panel; its configuration is
/etc/beian/hook.json (see docs/panels.md). It needs the panel's own Python alone, 3.7 or newer, and never fails the
panel: what cannot be asked is settled by `on_error`.
"""

import html
import json
import os
import time
import urllib.request

CONFIG = os.environ.get("BEIAN_HOOK_CONFIG", "/etc/beian/hook.json")
CANNOT_ASK = {
    "zh": "备案检查暂时不可用，请稍后再试，或联系接入商。",
    "en": "The filing check is not available at the moment; try again later, or ask your provider.",
}
#: What the panel calls before it makes or extends a project, and the fields in which names stand there.
PROJECT_HOOKS = (
    "JAVAMODEL_CREATE_PROJECT_LAST",
    "JAVAMODEL_PROJECT_ADD_DOMAIN_LAST",
    "NODEJSMODEL_CREATE_PROJECT_LAST",
    "NODEJSMODEL_PROJECT_ADD_DOMAIN_LAST",
    "GOMODEL_CREATE_PROJECT_LAST",
    "GOMODEL_PROJECT_ADD_DOMAIN_LAST",
    "PYTHONMODEL_CREATEPROJECT_LAST",
    "PYTHONMODEL_PROJECTADDDOMAIN_LAST",
    "OTHERMODEL_CREATE_PROJECT_LAST",
    "OTHERMODEL_PROJECT_ADD_DOMAIN_LAST",
    "HTMLMODEL_CREATE_PROJECT_LAST",
    "HTMLMODEL_PROJECT_ADD_DOMAIN_LAST",
    "PROXYMOD_CREATE_LAST",
    "PROXYMOD_ADD_DOMAIN_LAST",
)
NAME_FIELDS = ("domains", "domain", "webname")


def main():
    """What the panel calls as it starts: ask before projects, and from the first request on before site calls."""
    import public
    from BTPanel import app

    for index in PROJECT_HOOKS:
        public.register_hook(index, check_project)
    app.before_request(wrap_sites)


def wrap_sites():
    """Wrap the methods themselves: a request is read before the panel knows who asks, and batches call them, too."""
    from panelSite import panelSite

    for method in ("AddSite", "AddDomain", "AddDirBinding"):
        inner = getattr(panelSite, method, None)
        if inner is not None and not getattr(inner, "beian", False):
            setattr(panelSite, method, guarded(inner))


def guarded(inner):
    """A site method that is called only where every name that it is told may be bound."""

    def method(self, get, *others, **named):
        said = refusal(get)
        return {"status": False, "msg": said} if said else inner(self, get, *others, **named)

    method.beian = True
    return method


def check_project(get):
    """The panel goes on with what it handed over, or answers a dict; a hook before this one may have answered."""
    if isinstance(get, dict) and not hasattr(get, "get_items"):
        return get
    said = refusal(get)
    return {"status": False, "msg": said} if said else get


def refusal(get):
    """Why the names of a request may not be bound, as the panel's pages show it; empty where they may."""
    config = {"on_error": "allow", "lang": "zh"}
    try:
        with open(CONFIG, encoding="utf-8") as file:
            config.update(json.load(file))
        sentences = ask(config, names_of(get))
    except Exception as error:  # the panel goes on whatever is wrong here
        import public

        if hasattr(public, "WriteLog"):
            public.WriteLog("beian", "备案检查失败 the filing check failed: {}".format(type(error).__name__))
        closed = config.get("on_error") == "deny"
        sentences = [CANNOT_ASK["en" if config.get("lang") == "en" else "zh"]] if closed else []
    return "<br>".join(html.escape(sentence) for sentence in sentences)


def names_of(get):
    """Each name once, without its port; the classic call has JSON in a form field, others have lists."""
    found = []
    for field in NAME_FIELDS:
        value = getattr(get, field, None)
        if field == "webname" and found:
            break  # the name of a site that is there
        found += list(words(value))
    return list(dict.fromkeys(found))


def words(value):
    """The names in a field: a text, a list, or JSON with `domain` and `domainlist`."""
    if isinstance(value, str) and value.strip().startswith(("{", "[")):
        value = json.loads(value)
    if isinstance(value, dict):
        value = [value.get("domain") or ""] + list(value.get("domainlist") or [])
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    for item in value or []:
        name = str(item.get("domain", "") if isinstance(item, dict) else item).strip()
        if name:
            yield name


def ask(config, names):
    """A sentence for each name that is refused; all are asked before anything is answered."""
    end = time.time() + float(config.get("deadline", 3))
    lang = "en" if config.get("lang") == "en" else "zh"
    found = []
    for name in names:
        verdict = post(config, {"host": name, "region": config.get("region", "")}, end - time.time())
        if verdict["decision"] != "allow" and verdict["enforced"]:
            reason = verdict["findings"][0]
            found.append(name + ": " + reason["message"][lang] + reason["next_step"][lang])
    return found


def post(config, body, seconds):
    """The daemon's verdict."""
    address = config["url"].rstrip("/") + config.get("prefix", "/beian") + "/api/v1/events/domain-bind"
    headers = {"Authorization": "Bearer " + config["token"], "Content-Type": "application/json"}
    content = json.dumps({key: value for key, value in body.items() if value}).encode()
    request = urllib.request.Request(address, data=content, headers=headers)
    # Past any proxy of the panel's: the daemon is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=max(seconds, 0.01)) as answer:
        return json.loads(answer.read().decode("utf-8"))
