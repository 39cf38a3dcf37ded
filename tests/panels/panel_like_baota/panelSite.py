"""The panel's site class, as far as it binds names."""

import json

BOUND = []


class panelSite:
    def AddSite(self, get, multiple=None):
        named = json.loads(get.webname)
        BOUND.append(named["domain"])
        for name in named["domainlist"]:
            get.domain, get.webname, get.id = name, named["domain"], 1
            self.AddDomain(get)
        return {"siteStatus": True, "siteId": 1}

    def AddDomain(self, get, multiple=None):
        BOUND.extend(get.domain.split(","))
        return {"domains": [{"name": name, "status": True, "msg": "ok"} for name in get.domain.split(",")]}

    def AddDirBinding(self, get):
        BOUND.append(get.domain)
        return {"status": True, "msg": "ok"}
