"""Every code has a page and every page a code; a page says what the code says."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from rcl.diag import codes

DOCS = resources.files("rcl.diag") / "docs"
PAGES = {page.name.removesuffix(".md"): page.read_text(encoding="utf-8") for page in DOCS.iterdir()}


def test_every_code_has_a_page_and_every_page_a_code():
    assert {code.id for code in codes.all_codes()} == set(PAGES)


def test_ids_are_unique_and_well_formed():
    ids = [code.id for code in codes.all_codes()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"RCL0[0-9]{3}", name) for name in ids)


@pytest.mark.parametrize("code", codes.all_codes(), ids=lambda code: code.id)
def test_page(code):
    page = PAGES[code.id]
    assert page.startswith(f"# {code.id}: {code.title}\n\n")
    assert page.count("```") == 2
    assert "\nWrong:\n" in page
    assert "\nHow to mend it:\n\n- " in page
    assert page.endswith("\n")
