"""Rebuild the demo panel's message catalogues: collect the messages, keep what is translated, compile.

`python scripts/translations.py` writes; with `--check` it only says what is missing or out of date, and exits 1.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

DEMO = Path(__file__).resolve().parents[1] / "beian_plugin" / "demo"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
#: Without `silent` a template that does not parse stops the rebuild; it would be left out in silence.
OPTIONS = {"templates/**.html": {"silent": "false"}}
#: English is what the sources say; only Chinese has a catalogue.
LANGUAGE = "zh"


def collected() -> Catalog:
    """Every message of the sources, untranslated."""
    catalog = Catalog(fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(DEMO, METHODS, OPTIONS):
        catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def updated(path: Path) -> Catalog:
    """The catalogue at `path` with exactly the messages of the sources."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=LANGUAGE)
    created = catalog.creation_date
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # A date that changes with each run would make every rebuild a difference.
    catalog.creation_date = created
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text, without places in the source, which move with every line."""
    out = io.BytesIO()
    write_po(out, catalog, no_location=True, sort_output=True, width=120, ignore_obsolete=True)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue as programs read it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The messages without a translation."""
    return [str(message.id) for message in catalog if message.id and not all(_texts(message.string))]


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def messages(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What a catalogue says, apart from its header, which names the tool that wrote it."""
    return {_texts(message.id): _texts(message.string) for message in catalog if message.id}


def stale(catalog: Catalog, po: Path) -> list[str]:
    """The names of the files that do not say what `catalog` says."""
    with po.open("rb") as text, po.with_suffix(".mo").open("rb") as compiled:
        kept = {po.name: read_po(text), po.with_suffix(".mo").name: read_mo(compiled)}
    return [name for name, one in kept.items() if messages(one) != messages(catalog)]


def main() -> int:
    """Write the catalogues, or with `--check` say what is wrong with them."""
    po = DEMO / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"
    catalog = updated(po)
    wrong = [f"Not translated: {message!r}" for message in untranslated(catalog)]
    if "--check" in sys.argv:
        wrong += [f"{name} is out of date: run `python scripts/translations.py`." for name in stale(catalog, po)]
    else:
        po.write_bytes(as_po(catalog))
        po.with_suffix(".mo").write_bytes(as_mo(catalog))
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
