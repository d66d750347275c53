"""The one registry of diagnostic codes: a constant with a readable name for each.

Invariant: an id is never reused for another meaning, and every code has a page `docs/ID.md` of its own.
How to add one: take the next free id of the family, write the constant below, and write `docs/ID.md` beside
it with the heading `# ID: TITLE`, what it means, one small wrong example, and how to mend it. A unit test
fails until both are there. `title` is general; the message of a `Diagnostic` names what was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """An error means that nothing is decided on this input; a warning lets the work go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its stable id (``RCL0204``), a general title, and how serious it is."""

    id: str
    title: str
    severity: Severity


def _error(number: str, title: str) -> Code:
    return Code(f"RCL{number}", title, Severity.ERROR)


def _warning(number: str, title: str) -> Code:
    return Code(f"RCL{number}", title, Severity.WARNING)


# ---------------------------------------------------------------- 00xx: reading files

FILE_MISSING = _error("0001", "file not found")
FILE_IS_DIRECTORY = _error("0002", "a directory where a file is needed")
FILE_UNREADABLE = _error("0003", "file cannot be read")
FILE_TOO_LARGE = _error("0004", "file is too large")
BAD_UTF8 = _error("0005", "file is not valid UTF-8")
NUL_BYTE = _error("0006", "file contains a NUL byte")
OUTSIDE_PROJECT = _error("0007", "file lies outside the project")
NOTHING_DECLARED = _error("0008", "file declares nothing")
PROJECT_FILE_BAD = _error("0009", "`rcl.toml` cannot be used")
PROJECT_KEY_UNKNOWN = _error("0010", "unknown key in `rcl.toml`")
NO_SOURCES = _error("0011", "no `.rcl` file found")
BAD_TARGET = _error("0012", "target cannot be understood")
TARGET_LINE_MISSING = _error("0013", "target line is not in the file")

# ---------------------------------------------------------------- 01xx: syntax

UNEXPECTED_TOKEN = _error("0101", "unexpected token")
UNTERMINATED_STRING = _error("0102", "string is not closed")
STRAY_CHARACTER = _error("0103", "character has no meaning here")
BAD_NUMBER = _error("0104", "malformed number")
NUMBER_OUT_OF_RANGE = _error("0105", "number out of range")
NESTED_TOO_DEEPLY = _error("0106", "nested too deeply")
BAD_ESCAPE = _error("0107", "unknown escape in a string")
UNCLOSED_BRACKET = _error("0108", "bracket is not closed")
UNEXPECTED_END = _error("0109", "file ends inside a declaration")
CHAINED_COMPARISON = _error("0110", "comparisons cannot be chained")
MISPLACED_ITEM = _error("0111", "declaration stands in the wrong place")
TOO_MANY_ERRORS = _error("0112", "too many syntax errors")
UNMATCHED_BRACKET = _error("0113", "closing bracket without a partner")
RESERVED_WORD = _error("0114", "reserved word used as a name")

# ---------------------------------------------------------------- 02xx: names

UNKNOWN_NAME = _error("0201", "unknown name")
UNKNOWN_TYPE = _error("0202", "unknown type")
UNKNOWN_STATE = _error("0203", "unknown state function")
UNKNOWN_EVENT = _error("0204", "unknown event")
UNKNOWN_FIELD = _error("0205", "unknown field")
UNKNOWN_ANCHOR = _error("0206", "unknown anchor")
UNKNOWN_MODE = _error("0207", "unknown mode")
UNKNOWN_RUNTIME = _error("0208", "unknown runtime")
UNKNOWN_CONTRACT = _error("0209", "unknown contract")
UNKNOWN_BUNDLE = _error("0210", "unknown bundle")
UNKNOWN_OBLIGATION = _error("0211", "unknown obligation")
UNKNOWN_FACET = _error("0212", "unknown facet")
UNKNOWN_SCENARIO = _error("0213", "unknown scenario")
UNKNOWN_ADAPTER = _error("0214", "unknown adapter or patch")
UNKNOWN_MEMBER = _error("0215", "unknown enum member")
UNBOUND_VARIABLE = _error("0216", "variable is not bound")
DUPLICATE_NAME = _error("0217", "name declared twice")
MISSING_USE = _error("0218", "contract or runtime is not in use")
CYCLIC_USE = _error("0219", "files use each other in a circle")
UNKNOWN_VERSION = _error("0220", "no such version")
CYCLIC_EXTENDS = _error("0221", "modes extend each other in a circle")
DUPLICATE_FIELD = _error("0222", "field named twice")
AMBIGUOUS_NAME = _error("0223", "name could mean two things")

# ---------------------------------------------------------------- 03xx: types and arity

WRONG_TYPE = _error("0301", "wrong type")
WRONG_ARITY = _error("0302", "wrong number of arguments")
VALUE_OUT_OF_RANGE = _error("0303", "value out of range")
UPDATE_TYPE_MISMATCH = _error("0304", "update does not fit the state's type")
INCOMPARABLE_TYPES = _error("0305", "values of these types cannot be compared")
MISSING_INITIAL = _error("0306", "state has no initial value")
NOT_A_FORMULA = _error("0307", "a value where a formula is needed")
NOT_A_VALUE = _error("0308", "a formula where a value is needed")
OPTIONAL_NOT_ALLOWED = _error("0309", "type cannot be optional")
ARGUMENT_FORM = _error("0310", "argument is written the wrong way")
NOT_LINEAR = _error("0311", "product of two values")
PARAMETER_TYPE = _error("0312", "state function of something that is no identifier")
INITIAL_NOT_LITERAL = _error("0313", "initial value is not a literal")

# ---------------------------------------------------------------- 04xx: rules and roles

ALTERNATIVES_DIFFER = _error("0401", "alternatives bind different variables")
MISSING_MAP_FIELD = _error("0402", "map line leaves a field out")
WILDCARD_NOT_ALLOWED = _error("0403", "`_` has no meaning here")
MISSING_ROLE = _error("0404", "event has no role")
ROLE_NOT_ALLOWED = _error("0405", "role is not allowed here")
HAZARD_UNMAPPED = _warning("0406", "`unmapped` does not exclude a hazard")
MISSING_TEXT = _warning("0407", "text is missing")
UNKNOWN_ASSERTS = _error("0408", "unknown kind of assertion")
UNKNOWN_CLASS = _error("0409", "unknown verdict class")
UNKNOWN_RESULT = _error("0410", "unknown result")
MISPLACED_DECLARATION = _error("0411", "declaration has no home")
NO_CONDITION_ON_STATE = _error("0412", "event pattern where the present is not known")
UNUSED_VARIABLE = _warning("0413", "variable is bound and never used")
EXPRESSION_IN_PATTERN = _error("0414", "expression in a pattern that binds variables")
NOT_WEAKER = _error("0415", "bundle does not weaken the other")
NOT_A_FULL_BUNDLE = _error("0416", "weaker bundle where a full one is needed")
EMPTY_BUNDLE = _error("0417", "bundle without obligations")
NOTHING_REMOVED = _error("0418", "`-` takes nothing away")
UPDATE_OF_EVERY_KEY = _warning("0419", "update changes every key of a state function")
UNUSED_STATE = _warning("0420", "state function is never read")
MISSING_PRESSURE = _warning("0421", "policy without a pressure assumption")
SETTING_CHANGED = _error("0422", "mode changes a setting of the mode it extends")

# ---------------------------------------------------------------- 05xx: malformed in meaning

IDENTITY_FROM_LITERAL = _error("0501", "identity from a constant")
DUTY_AND_HAZARD = _error("0502", "one event mapped as both duty and hazard")
DUTY_FROM_NOTHING = _error("0503", "duty mapped from nothing")
MAPPED_AND_UNMAPPED = _error("0504", "event both mapped and unmapped")
CONTRADICTORY_STATEMENTS = _error("0505", "statements contradict each other")

# ---------------------------------------------------------------- 08xx: logs

LOG_INCOMPLETE = _error("0801", "log says too little")
LOG_RECORD_IGNORED = _error("0802", "record both read and ignored")
LOG_UNREADABLE = _error("0803", "log cannot be read")

# ---------------------------------------------------------------- 06xx: anchors and evidence

HASH_FORMAT = _error("0601", "malformed hash")
UNUSED_ANCHOR = _warning("0602", "anchor is never used")
PATH_LEAVES_PROJECT = _error("0603", "path leaves the project")
UNKNOWN_SOURCE_KIND = _error("0604", "unknown kind of source")
STATEMENT_WITHOUT_ANCHOR = _warning("0605", "statement names no anchor")
LOCK_UNUSABLE = _error("0606", "anchor lock cannot be used")
UNKNOWN_COMMIT = _error("0607", "no such commit among the sources")
LOCK_MISFIT = _error("0608", "anchor lock does not fit the descriptors")

# ---------------------------------------------------------------- 07xx: trace files

TRACE_MALFORMED = _error("0701", "trace file is malformed")
TRACE_TOO_LARGE = _error("0702", "trace file is too large")
TRACE_MISFIT = _error("0703", "trace does not fit the lowering")
RECORDINGS_UNUSABLE = _error("0704", "recordings cannot be used")

# ---------------------------------------------------------------- 09xx: usage

UNKNOWN_CODE = _error("0901", "unknown code")
WRONG_USAGE = _error("0902", "command cannot be understood")


def all_codes() -> tuple[Code, ...]:
    """Every code of the registry, by id."""
    return tuple(
        sorted((value for value in globals().values() if isinstance(value, Code)), key=lambda code: code.id)
    )
