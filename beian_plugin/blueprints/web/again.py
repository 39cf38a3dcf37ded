"""What was typed survives a sign-in or a page that ran out.

With script the page itself keeps it: it learns that it has to sign in, or fetches a fresh token, and sends again.
Without script the answer is a page that holds what was sent and sends it once more, with a fresh token, by a button.

That button would turn a stranger's request into a confirmed one, if such a page were made of a request that another
site sent in the user's name. So it is made only of what a page of this very origin sent, by the browser's own word
(Sec-Fetch-Site, else Origin), which no page can forge. The old token proves less: where the session ran out nothing
is left to hold it against, and anybody who has an account can get an authentic one. Nothing is done without a valid
token, and a browser that says nothing gets the plain page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, render_template, request

from beian_plugin.blueprints.web.addresses import is_own

if TYPE_CHECKING:
    from flask import Response

#: The header by which our script asks for an address to go on at instead of a redirect.
_SCRIPT = "Beian-Send"
#: A file cannot be sent again without its sender, and a password is not written into a page.
_NEVER_SHOWN = "password"


def by_script() -> bool:
    """Whether our script sent the request, and goes on by itself."""
    return _SCRIPT in request.headers


def may_repeat() -> bool:
    """Whether what was sent may be offered to be sent again: by a browser without script, from a page of ours."""
    if request.method != "POST" or by_script():
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return is_own(request.headers.get("Origin", ""))


def page(sign_in: str | None = None) -> str:
    """What was sent, to be sent again; first to be signed in at that address, where one is given, even an empty one."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    return render_template(
        "beian/again.html",
        typed=[pair for pair in typed if _NEVER_SHOWN not in pair[0]],
        left_out=any(_NEVER_SHOWN in name and value for name, value in typed)
        or any(file.filename for file in request.files.values()),
        sign_in=sign_in,
        to=request.script_root + request.full_path.rstrip("?"),
    )


def for_script(response: Response, *, let_in: bool) -> Response:
    """The answer that our script understands: where to go on, and whether to sign in first.

    A script that followed a redirect itself would eat the sentences that the next page shows.
    """
    address = response.headers.get("Location")
    if not by_script() or address is None:
        return response
    answer = jsonify(location=address) if let_in else jsonify(sign_in=address)
    answer.status_code = 200 if let_in else 401
    return answer
