# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completes tdxctl's commands and options in bash; the words come from tdxctl.

# _tdxctl_command PROGRAM: the command already typed, if any.
_tdxctl_command()
{
	local word known

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		for known in $("$1" --list-cmds 2>/dev/null); do
			[[ $word != "$known" ]] || {
				printf '%s\n' "$word"
				return
			}
		done
	done
}

# _tdxctl_value OPTION PROGRAM: the values that an option takes, or where they are. One
# whose value may be left out has it behind the sign only.
_tdxctl_value()
{
	case $1 in
	--color) echo 'auto always never' ;;
	--source) echo 'auto helper msr' ;;
	--interface) echo 'module p-seamldr np-seamldr' ;;
	--enter-vmx=) echo force ;;
	--output-file | --from) echo FILE ;;
	--root) echo DIRECTORY ;;
	--explain) "$2" check --list 2>/dev/null | cut -d " " -f 1 ;;
	-c | --cpus | -o | --output | --leaf | --arg) echo ANYTHING ;;
	esac
}

# _tdxctl_reply WORDS: those of the words that begin like the one typed.
_tdxctl_reply()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_tdxctl_complete_value()
{
	case $1 in
	FILE) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	DIRECTORY) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	ANYTHING) ;;
	*) _tdxctl_reply "$1" ;;
	esac
	[[ $1 != FILE && $1 != DIRECTORY ]] || compopt -o filenames 2>/dev/null
}

# Bash splits --option=value at the sign: the option may be one word before.
_tdxctl()
{
	local program=${1:-tdxctl} cur=${COMP_WORDS[COMP_CWORD]} prev command values
	COMPREPLY=()

	prev=${COMP_WORDS[COMP_CWORD - 1]}
	[[ $cur != = ]] || cur=''
	[[ $prev != = ]] || prev=${COMP_WORDS[COMP_CWORD - 2]}
	[[ ${COMP_WORDS[COMP_CWORD]} != = ]] || prev=${COMP_WORDS[COMP_CWORD - 1]}
	values=$(_tdxctl_value "$prev" "$program")
	[[ -n $values || ${COMP_WORDS[*]:COMP_CWORD - 1:2} != *=* ]] ||
		values=$(_tdxctl_value "$prev=" "$program")
	if [[ -n $values ]]; then
		_tdxctl_complete_value "$values"
		return
	fi
	command=$(_tdxctl_command "$program")
	if [[ -n $command ]]; then
		_tdxctl_reply "$("$program" --list-opts "$command" 2>/dev/null) \
			--help --usage --version"
	else
		_tdxctl_reply "$("$program" --list-cmds 2>/dev/null) \
			--help --usage --version"
	fi
}

complete -F _tdxctl tdxctl
