"""Maps ``anchor`` declarations to anchors that know which of the runtime's sources they point into.

Invariant: an anchor whose path lies in the folder of a tree source points into that tree, one with a commit into the one
git source of that commit, every other one into the runtime's archives; what can't be told apart is reported, never guessed. Source: semantics, section 6; language, "Runtimes".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rcl.diag import codes
from rcl.diag.span import Span
from rcl.model.runtime import Anchor, Source
from rcl.model.scope import Context, add_unique, report_unknown
from rcl.syntax import tree

LEAST_DIGITS = 8
"""A shorter hash could be met by chance."""

_HEX = re.compile(r"[0-9a-f]+")


def declare_anchors(
    items: Iterable[object], known: Mapping[str, Anchor], sources: Sequence[Source], context: Context
) -> dict[str, Anchor]:
    """The known anchors and those declared among ``items``, which point into ``sources``."""
    table = dict(known)
    for item in items:
        if isinstance(item, tree.AnchorDecl):
            anchor = _anchor(item, sources, context)
            add_unique(table, item.name, anchor, "anchor", lambda first: first.span, context.sink)
    return table


def _anchor(decl: tree.AnchorDecl, sources: Sequence[Source], context: Context) -> Anchor:
    if decl.digest is not None:
        check_digest(decl.digest, range(LEAST_DIGITS, 65), "the hash of an anchor", context)
    if decl.blob is not None:
        check_digest(decl.blob, range(LEAST_DIGITS, 65), "the blob id of an anchor", context)
    check_path(decl.path, context)
    folder = _tree_of(decl, sources, context)
    return Anchor(
        decl.name.text,
        decl.path.value,
        decl.symbol.text,
        decl.digest.value if decl.digest is not None else "",
        decl.span,
        decl.blob.value if decl.blob is not None else "",
        "" if folder else _commit(decl, sources, context),
        folder,
    )


def _tree_of(decl: tree.AnchorDecl, sources: Sequence[Source], context: Context) -> str:
    """The folder of the tree source that the path lies in, the innermost one; empty if it lies in none."""
    folders = [source.spec for source in sources if source.kind == "tree"]
    found = max((item for item in folders if decl.path.value.startswith(f"{item}/")), key=len, default="")
    for part in (decl.blob, decl.commit) if found else ():
        if part is not None:
            context.sink.report(
                codes.UNKNOWN_COMMIT,
                f"anchor `{decl.name.text}` lies in the tree `{found}` and has no commit",
                part.span,
                label="files of the project itself are compared as they are, by the `hash` of a symbol",
            )
    return found


def _commit(decl: tree.AnchorDecl, sources: Sequence[Source], context: Context) -> str:
    """The whole commit that the anchor points into; empty for an archive and after a report."""
    commits = {source.digest: source for source in sources if source.kind == "git"}
    archives = any(source.kind in ("sdist", "wheel") for source in sources)
    if decl.commit is not None:
        if not check_digest(decl.commit, range(LEAST_DIGITS, 65), "the commit of an anchor", context):
            return ""
        fitting = [commit for commit in commits if commit.startswith(decl.commit.value)]
        if len(fitting) == 1:
            return fitting[0]
        problem = "begins several commits" if fitting else "is no commit"
        _report_commit(decl.commit.span, f"`{decl.commit.value}` {problem} of a `source git` line", context)
        return ""
    if decl.blob is None and (archives or not commits):
        return ""
    if len(commits) == 1:
        return next(iter(commits))
    if decl.blob is None and decl.digest is None:
        return ""  # there is nothing to compare, wherever it stands
    problem = "could point into several commits" if commits else "has a blob id and no commit"
    _report_commit(decl.name.span, f"anchor `{decl.name.text}` {problem}", context)
    return ""


def _report_commit(span: Span, message: str, context: Context) -> None:
    context.sink.report(
        codes.UNKNOWN_COMMIT,
        message,
        span,
        label="one `source git` line of the runtime has to be meant",
        help='write `at "COMMIT"`, and beside the runtime `source git "OWNER/NAME" at "COMMIT"`',
    )


def resolve_anchors(
    names: Iterable[tree.Name], anchors: Mapping[str, Anchor], context: Context
) -> tuple[Anchor, ...]:
    """The anchors of these names, in the order of the text, each once."""
    found: dict[str, Anchor] = {}
    for name in names:
        anchor = anchors.get(name.text)
        if anchor is None:
            known: dict[str, Span | None] = {item.name: item.span for item in anchors.values()}
            advice = f'declare it: `anchor {name.text} = "PATH" :: SYMBOL`'
            report_unknown(codes.UNKNOWN_ANCHOR, "anchor", name, known, context, advice=advice)
        else:
            found[anchor.name] = anchor
    return tuple(found.values())


def check_digest(digest: tree.Text, lengths: Iterable[int], what: str, context: Context) -> bool:
    """Is it lower-case hexadecimal of a stated length, as a hash is? Reports it if not."""
    allowed = list(lengths)
    if _HEX.fullmatch(digest.value) and len(digest.value) in allowed:
        return True
    wanted = (
        f"{allowed[0]} to {allowed[-1]}"
        if len(allowed) > 2
        else " or ".join(str(length) for length in allowed)
    )
    context.sink.report(
        codes.HASH_FORMAT,
        f"{what} is malformed",
        digest.span,
        label=f"{wanted} lower-case hexadecimal digits are needed, and {len(digest.value)} characters stand here",
        help="copy the whole hash",
    )
    return False


def check_path(path: tree.Text, context: Context) -> None:
    """A path is relative, has forward slashes, and does not climb."""
    text = path.value
    climbs = (
        ".." in text.split("/")
        or text.startswith(("/", "~"))
        or "\\" in text
        or "\0" in text
        or text[1:2] == ":"
    )
    if climbs or not text.strip():
        shown = text if text.strip() else " "
        context.sink.report(
            codes.PATH_LEAVES_PROJECT,
            f"path `{shown}` is not a relative path inside",
            path.span,
            label="relative, with forward slashes and without `..`",
        )
