/// The shells that completions can be made for.
package enum Shell: String, ArgumentChoice {
    case bash, zsh, fish
}

/// What a completion script asks: the arguments with which it calls the hidden command.
///
///     TOOL complete bash -- COMP_WORDBREAKS LINE            the line up to the cursor
///     TOOL complete zsh -- TOOL [ARGUMENT …] CURRENT        the words up to the cursor, without quotes
///     TOOL complete fish -- TOOL [ARGUMENT …] CURRENT
///
/// The first line of the answer says what the shell offers by itself. Each further line is a candidate, a tab and its
/// help.
package struct CompletionQuestion {
    private let shell: Shell
    private let line: ShellLine?
    /// With the tool's own name.
    package let words: [Argument]
    private let current: Argument

    package init(_ shell: Shell, _ arguments: [Argument], home: [UInt8]?) {
        self.shell = shell
        if shell == .bash {
            let line = ShellLine(arguments.last?.bytes ?? [], breaks: arguments.first?.bytes ?? [], home: home)
            words = line.words
            current = line.current
            self.line = line
        } else {
            words = Array(arguments.dropLast())
            current = arguments.last ?? ""
            line = nil
        }
    }

    /// - Parameter before: arguments implied by the name of the tool.
    package func answer(of tool: NamedCommand, before: [Argument] = []) -> String {
        let completions = completions(of: tool, after: before + words.dropFirst(), current: current)
        var lines: [String]
        switch completions.shell {
        case .nothing: lines = ["none"]
        case .files: lines = ["files \(completions.prefix)"]
        case .filesEnding(let ending): lines = ["ending \(ending) \(completions.prefix)"]
        case .directories: lines = ["directories \(completions.prefix)"]
        case .command(let index): lines = ["command \(index - before.count + 1)"]
        }
        lines += completions.candidates.map { candidate in
            let text = line.map { $0.replacement(candidate.name) } ?? candidate.name
            return "\(text)\t\(candidate.help)"
        }
        return lines.joined(separator: "\n")
    }
}

/// The completion script of a tool, for each of its names. The tool answers `complete` in the format of
/// `CompletionQuestion`.
package func completionScript(for shell: Shell, of tool: String, names: [String]) -> String {
    let function = "_" + tool.map { $0.isLetter || $0.isNumber ? $0 : "_" }
    let names = names.joined(separator: " ")
    return switch shell {
    case .bash: bashScript(tool, function, names)
    case .zsh: zshScript(tool, function, names)
    case .fish: fishScript(tool, function, names)
    }
}

private func bashScript(_ tool: String, _ function: String, _ names: String) -> String {
    """
    # bash completion for \(tool)

    \(function)() {
        local IFS=$'\\n' answer line offer ending
        COMPREPLY=()
        answer=$(command \(tool) complete bash -- "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null) || return
        offer=${answer%%$'\\n'*}
        case $offer in
        "files "*) compopt -o default ;;
        "directories "*)
            compopt -o filenames -o dirnames
            ;;
        "ending "*)
            ending=${offer#ending }
            ending=${ending%% *}
            compopt -o filenames -o plusdirs
            # shellcheck disable=SC2207
            COMPREPLY=($(compgen -f -X "!*$ending" -- "$2"))
            # Where nothing is named so, any file.
            [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt +o plusdirs -o default
            ;;
        "command "*)
            if declare -F _command_offset >/dev/null; then
                _command_offset "${offer#command }"
            elif [[ $COMP_CWORD -eq ${offer#command } ]]; then
                # shellcheck disable=SC2207
                COMPREPLY=($(compgen -c -- "$2"))
            else
                compopt -o default
            fi
            ;;
        *)
            [[ $answer == *$'\\n'* ]] || return
            while read -r line; do
                COMPREPLY+=("${line%%$'\\t'*}")
            done <<<"${answer#*$'\\n'}"
            ;;
        esac
    }

    complete -F \(function) \(names)

    """
}

private func zshScript(_ tool: String, _ function: String, _ names: String) -> String {
    """
    #compdef \(names)

    \(function)() {
        local -a answer values shown
        local line
        answer=("${(@f)$(command \(tool) complete zsh -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
        case $answer[1] in
        "files "*)
            compset -P 1 '*='
            _files
            ;;
        "ending "*)
            compset -P 1 '*='
            line=${${answer[1]#ending }%% *}
            _files -g "*$line(-.)" || _files
            ;;
        "directories "*)
            compset -P 1 '*='
            _files -/
            ;;
        "command "*)
            shift ${answer[1]#command } words
            (( CURRENT -= ${answer[1]#command } ))
            _normal
            ;;
        *)
            for line in "${answer[@]:1}"; do
                values+=("${line%%$'\\t'*}")
                shown+=("${line%%$'\\t'*}${${line#*$'\\t'}:+  -- ${line#*$'\\t'}}")
            done
            (( $#values )) && compadd -l -d shown -a values
            ;;
        esac
    }

    if [[ $funcstack[1] == \(function) ]]; then
        \(function) "$@"
    else
        compdef \(function) \(names)
    fi

    """
}

private func fishScript(_ tool: String, _ function: String, _ names: String) -> String {
    let registrations = names.split(separator: " ").map { "complete -c \($0) -f -a '(\(function)_complete)'" }
    return """
        # fish completion for \(tool)

        function \(function)_complete
            set -l current (commandline -ct | string unescape)
            test -n "$current"; or set current (commandline -ct)
            set -l answer (command \(tool) complete fish -- (commandline -opc) "$current" 2>/dev/null)
            set -l offer (string split -m 2 ' ' -- $answer[1])
            switch "$offer[1]"
                case files
                    set -l prefix "$offer[2]"
                    printf '%s\\n' $prefix(__fish_complete_path (string sub -s (math (string length -- "$prefix") + 1) -- "$current"))
                case directories
                    set -l prefix "$offer[2]"
                    printf '%s\\n' $prefix(__fish_complete_directories (string sub -s (math (string length -- "$prefix") + 1) -- "$current") '')
                case ending
                    set -l prefix "$offer[3]"
                    set -l start (string sub -s (math (string length -- "$prefix") + 1) -- "$current")
                    set -l paths (__fish_complete_path $start)
                    set -l found (string match -r -- '.*(?:/|'(string escape --style=regex -- $offer[2])')(?:\\t.*)?$' $paths)
                    test -n "$found"; or set found $paths
                    printf '%s\\n' $prefix$found
                case command
                    set -l words (commandline -opc) "$current"
                    set -l start (math $offer[2] + 1)
                    complete -C (string join ' ' -- (string escape -- $words[$start..-2]) "$current")
                case '*'
                    test (count $answer) -gt 1; and printf '%s\\n' $answer[2..-1]
            end
        end

        \(registrations.joined(separator: "\n"))

        """
}
