"""How shells complete the words of `nba-props train`, which are Hydra's: groups, options and keys.

Hydra's own script is for a program without commands, so it cannot be used; but the question that it asks,
`-sc query`, can: it reads the line in `COMP_LINE` and prints what fits. That starts Python, for a second.
"""

from __future__ import annotations

_BASH = r"""
_nba_props_words() {
  local line="${COMP_LINE:0:COMP_POINT}" each start=""
  local word="${line##* }"
  # bash takes = for the beginning of a word
  [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && start="${word%=*}="
  for each in $(COMP_LINE="train${line#*train}" "${COMP_WORDS[0]}" train -sc query=bash 2>/dev/null); do
    [[ $each == "$word"* ]] && echo "${each#"$start"}"
  done
}
"""

_ZSH = r"""
_nba_props_words() {
  local -a found
  found=(${=$(COMP_LINE="${${LBUFFER##*[|&;]}#*nba-props }" nba-props train -sc query=bash 2>/dev/null)})
  compadd -- ${found:#*[=.\/]}
  compadd -S '' -- ${(M)found:#*[=.\/]}
}
"""

_FISH = r"""
function _nba_props_words
  set -l line (string replace -r '^.*?\btrain\b' train -- (commandline -cp))
  COMP_LINE="$line" nba-props train -sc query=fish 2>/dev/null
end
"""

_BASH_NAMES = r"""
_nba_props_names() {
  "${COMP_WORDS[0]}" completion --names "$1" --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null
}
"""

_ZSH_NAMES = r"""
_nba_props_names() {
  local -a found
  found=(${(f)"$(nba-props completion --names "$1" --line "$LBUFFER" 2>/dev/null)"})
  (( $#found )) && compadd -- $found
}
"""

_FISH_NAMES = r"""
function _nba_props_names
  nba-props completion --names $argv[1] --line (commandline -cp) 2>/dev/null
end
"""


def complete_names(kind: str) -> dict[str, object]:
    """Return what shtab takes as the `complete` of an argument that takes a name of this kind."""
    own = f"_nba_props_{kind}"
    calls = f"\n{own}() {{ _nba_props_names {kind}; }}\n"
    return {
        "bash": own,
        "zsh": own,
        "fish": f"(_nba_props_names {kind})",
        "preamble": {"bash": _BASH_NAMES + calls, "zsh": _ZSH_NAMES + calls, "fish": _FISH_NAMES},
    }


COMPLETE = {
    "bash": "_nba_props_words",
    "zsh": "_nba_props_words",
    "fish": "(_nba_props_words)",
    "preamble": {"bash": _BASH, "zsh": _ZSH, "fish": _FISH},
}
"""What shtab takes as an argument's `complete`."""

BASH_END = r"""
# After model= or features. the word goes on.
_nba_props() {
  _shtab_nba_props "$@"
  [[ ${COMPREPLY[0]} == *[=./] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o bashdefault -F _nba_props nba-props
"""
"""What comes after the script for bash."""
