/// Whether the name is `[A-Za-z_][A-Za-z0-9_]*`: what every shell takes for a variable.
package func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Whether a variable of this name makes loaders, shells or language runtimes run other code than they would.
/// Whoever may add a secret must not thereby choose the program.
func changesHowProgramsRun(_ name: String) -> Bool {
    hazardousNames.contains(name) || hazardousPrefixes.contains { name.hasPrefix($0) }
}

private let hazardousPrefixes = ["LD_", "DYLD_", "BASH_FUNC_", "GIT_CONFIG", "MALLOC_", "NPM_CONFIG_", "npm_config_"]

/// No set: making one takes longer than looking for a name some dozen times, at the start of a container.
private let hazardousNames = [
    // The C library and the loader.
    "GCONV_PATH", "GETCONF_DIR", "GLIBC_TUNABLES", "HOSTALIASES", "LOCALDOMAIN", "LOCPATH", "NIS_PATH", "NLSPATH",
    "RESOLV_HOST_CONF", "RES_OPTIONS", "TZDIR",
    // Shells, and what runs commands.
    "BASHOPTS", "BASH_ENV", "BASH_XTRACEFD", "CDPATH", "EDITOR", "ENV", "FPATH", "GIT_ASKPASS", "GIT_EDITOR",
    "GIT_EXEC_PATH", "GIT_PAGER",
    "GIT_SSH", "GIT_SSH_COMMAND", "GLOBIGNORE", "HOME", "IFS", "LESSCLOSE", "LESSOPEN", "PAGER", "PATH",
    "PROMPT_COMMAND", "PS0", "PS1", "PS2",
    "PS3", "PS4", "SHELL", "SHELLOPTS", "SSH_ASKPASS", "VISUAL", "ZDOTDIR",
    // TLS.
    "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "SSLKEYLOGFILE",
    // Language runtimes.
    "CLASSPATH", "DOTNET_STARTUP_HOOKS", "ERL_FLAGS", "GEM_HOME", "GEM_PATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
    "LUA_CPATH", "LUA_INIT", "LUA_PATH", "NODE_OPTIONS", "NODE_PATH", "PERL5DB", "PERL5LIB", "PERL5OPT", "PERLLIB",
    "PHPRC", "PHP_INI_SCAN_DIR", "PYTHONEXECUTABLE", "PYTHONHOME", "PYTHONINSPECT", "PYTHONPATH", "PYTHONSTARTUP",
    "PYTHONUSERBASE", "RUBYLIB", "RUBYOPT", "_JAVA_OPTIONS",
    // This command.
    "EJSON_AUDIT", "EJSON_KEYDIR", "EJSON_STRICT_KEYS",
]
