"""The one family of errors: each says the fact, the cause and the next step, and never a personal datum."""

from __future__ import annotations

from traceback import format_tb
from typing import Any


class BeianError(Exception):
    """Something went wrong in beian_plugin; the log of the host application has the details."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class InvalidValue(BeianError):
    """A value is not what it should be; correct it and try again.

    `what` names the value in the words of the user, `reason` is a stable code.
    """

    def __init__(self, message: str, *, what: str = "", reason: str = "invalid") -> None:
        super().__init__(message)
        self.what = what
        self.reason = reason


class PictureRefused(InvalidValue):
    """What was uploaded cannot be sent as a picture; `text`, of `filing.verdict.Text`, says why in both languages."""

    def __init__(self, text: Any, *, reason: str) -> None:
        super().__init__(text.en, what="attachment", reason=reason)
        self.text = text


class AccountRefused(BeianError):
    """An account, a password or a claim cannot be used so; `text`, of `filing.verdict.Text`, says why.

    `wait` is after how many seconds to try again, where it was only too soon.
    """

    def __init__(self, text: Any, *, wait: int = 0) -> None:
        super().__init__(text.en)
        self.text = text
        self.wait = wait


class SettingError(BeianError):
    """A setting has a value that cannot be used; correct it and start again."""


class UnknownYear(BeianError):
    """The public holidays of a year are not known yet; load its calendar and try again."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"The working days of {year} are not known yet: the State Council announces them in November of the year "
            f"before. Load them with `beian calendar load FILE` as soon as they are out."
        )
        self.year = year


class TransitionError(BeianError):
    """A filing cannot take this step from its present state."""

    def __init__(self, state: str, verb: str, allowed: tuple[str, ...]) -> None:
        ways = ", ".join(allowed) or "nothing: it is closed"
        super().__init__(f"A filing in state {state} cannot take the step {verb}; possible now: {ways}.")
        self.state = state
        self.verb = verb
        self.allowed = allowed


class FilingRefused(BeianError):
    """A filing cannot go on as it is: `missing` lists what has to be mended, where it is known by field."""

    def __init__(self, message: str | None = None, *, missing: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        #: Values of `filing.completeness.Missing`, each with path, label, text in both languages and severity.
        self.missing = missing


class SavedMeanwhile(FilingRefused):
    """Somebody else saved the filing since it was read: read it again before saving."""


class PluginError(BeianError):
    """A plugin cannot be used; its file stays out of force until it is mended."""

    def __init__(self, message: str, *, file: str = "", hook: str = "") -> None:
        super().__init__(message)
        self.file = file
        self.hook = hook


class DatabaseUnavailable(BeianError):
    """The database cannot be reached or written; check BEIAN_DATABASE_URL, the disk and the server, then try again."""


class ExtraMissing(BeianError):
    """Something optional is not installed."""

    def __init__(self, extra: str, module: str) -> None:
        super().__init__(f"This needs {module}, which is not installed: run `pip install 'beian_plugin[{extra}]'`.")
        self.extra = extra


class SourceUnavailable(BeianError):
    """A record source cannot say anything now; it is asked again later."""


class MailUnavailable(BeianError):
    """The mail server cannot be used now; what waits is kept and sent later."""


class MailRefused(BeianError):
    """The mail server refused one e-mail; `lasting` says whether it would refuse it again."""

    def __init__(self, *, code: int, lasting: bool) -> None:
        super().__init__(
            f"The mail server answered {code} to an e-mail: "
            f"{'it is not tried again.' if lasting else 'it is tried again later.'}"
        )
        self.lasting = lasting


class EnvelopeRefused(BeianError):
    """A file of the interface cannot be taken out of its envelope; `code` is the `msg_code` that says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class AuthorityUnreachable(BeianError):
    """The authority gave no answer that can be read, so nothing is known of the outcome; ask it before repeating."""


class AuthorityRefused(BeianError):
    """The authority answered with a `msg_code` that is no success.

    `message` is its own text, which may name hours or limits and stays out of the sentence; `missing` are the sequence
    numbers that it wants first (code 14).
    """

    def __init__(self, code: int, message: str = "", missing: tuple[int, ...] = (), *, remedy: str = "") -> None:
        super().__init__(f"The authority answered with code {code}. {remedy}".rstrip())
        self.code = code
        self.message = message
        self.missing = missing


class LeaseLost(BeianError):
    """Another process has taken over what only one may do at a time; this one stops, and nothing is lost."""


class DocumentUnreadable(BeianError):
    """A file is no document of the interface; `reason` says why, without a value from it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The file is no document of the authority's interface: {reason}. Keep it and ask the sender.")
        self.reason = reason


class DocumentRefused(BeianError):
    """The authority would not take these values; `faults` (of `authority.faults.Fault`) names each and its rule."""

    def __init__(self, faults: tuple[Any, ...]) -> None:
        fields = "; ".join(dict.fromkeys(fault.text.en for fault in faults[:5]))
        super().__init__(f"The authority would refuse {len(faults)} values, so nothing was built. {fields}")
        self.faults = faults


def trace(error: BaseException) -> str:
    """Type and stack of an error for a log, without its words: these may quote what somebody filed."""
    return "".join(format_tb(error.__traceback__)) + type(error).__name__
