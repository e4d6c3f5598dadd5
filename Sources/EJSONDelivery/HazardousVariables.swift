import EJSON

// The variables that a document may not set without `--allow`, in families, each with its reason.
//
// The rule: a person who may add a secret to a document must not be able to choose the code that runs, the files from
// which a runtime or tool takes code, plug-ins or configuration, or the certificates that programs trust. So a family
// has the variables that a loader, shell, runtime or tool documents for that, with its whole prefix if it has one,
// because later versions may read more of them.
//
// Its limits:
// - It cannot be complete, because any program may run a command from a variable of its own. It supplements a review of
//   the document's names, which everyone can read, and does not replace it.
// - It does not refuse secrets. Their usual names (DATABASE_URL, AWS_SECRET_ACCESS_KEY, NPM_TOKEN, RAILS_MASTER_KEY)
//   are in no family, and a family with a broad prefix leaves out names that end like those of secrets: GIT_TOKEN,
//   MAVEN_PASSWORD.
// - It does not refuse settings of applications (DJANGO_SETTINGS_MODULE, SPRING_*) or addresses that they connect to:
//   HTTPS_PROXY and similar names pass, because they hold passwords of proxies, load no code, and do not break TLS.

/// Why a variable with this name makes programs load or run other code; `nil` when it is not known to do so.
package func hazard(ofVariable name: String) -> String? {
    // This runs for all variables at every start of a container, and for all values of a document that is checked.
    index.family(holding: name).map { hazardFamilies[$0].reason }
}

/// Whether a variable with this name makes loaders, shells, language runtimes or tools run other code.
package func changesHowProgramsRun(_ name: String) -> Bool {
    hazard(ofVariable: name) != nil
}

/// Made when the first name is asked about.
private let index = VariableIndex(hazardFamilies)

let hazardFamilies: [VariableFamily] = [
    VariableFamily(
        reason: "the loader and the C library take libraries, tables and their own settings from it",
        patterns: [
            "LD_*", "DYLD_*", "__XPC_*", "GLIBC_*", "MALLOC_*", "_RJEM_*", "TCMALLOC_*", "HEAPPROFILE", "CPUPROFILE",
            "GCONV_PATH", "GETCONF_DIR", "GMON_OUT_PREFIX", "HOSTALIASES", "LIBC_FATAL_STDERR_", "LOCALDOMAIN",
            "LOCPATH", "MEMUSAGE_OUTPUT", "NIS_PATH", "NLSPATH", "PCPROFILE_OUTPUT", "RESOLV_HOST_CONF", "RES_OPTIONS",
            "SEGFAULT_*", "TZDIR", "ASAN_OPTIONS", "LSAN_OPTIONS", "MSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
            "OBJC_*", "QEMU_*",
        ]),
    VariableFamily(
        reason: "shells run it, or read files or commands by it",
        patterns: [
            "BASH", "BASH_*", "BASHOPTS", "CDPATH", "CONFIG_SHELL", "CONFIG_SITE", "ENV", "EXECIGNORE", "FCEDIT",
            "FPATH", "GLOBIGNORE", "HOME", "IFS", "INPUTRC", "PATH", "POSIXLY_CORRECT", "PROMPT_COMMAND", "PS0", "PS1",
            "PS2", "PS3", "PS4", "SHELL", "SHELLOPTS", "XDG_*", "ZDOTDIR",
        ]),
    VariableFamily(
        reason: "programs start an editor, pager, helper or shell by it",
        patterns: [
            "EDITOR", "*_EDITOR", "HGEDITOR", "VISUAL", "PAGER", "*_PAGER", "MANPAGER", "BROWSER", "*_ASKPASS",
            "SSH_ASKPASS_REQUIRE", "*_RSH", "RSYNC_CONNECT_PROG", "SVN_SSH", "LESS", "LESSCLOSE", "LESSEDIT",
            "LESSHISTFILE", "LESSKEY*", "LESSOPEN", "MAILCAPS", "MANOPT", "MORE", "TERMCAP", "TERMINFO",
            "TERMINFO_DIRS", "EXINIT", "VIMINIT", "GVIMINIT", "MYVIMRC", "VIMRUNTIME", "EMACSLOADPATH", "FZF_DEFAULT_*",
        ]),
    VariableFamily(
        reason: "a program takes options from it, which can name code",
        patterns: [
            "*_OPTS", "*_JAVA_OPTIONS", "*_JVM_OPTIONS", "GREP_OPTIONS", "TAR_OPTIONS", "XZ_OPT", "PYTEST_ADDOPTS",
            "PYTEST_PLUGINS", "GUNICORN_CMD_ARGS", "MAKEFLAGS", "GNUMAKEFLAGS", "MFLAGS", "MAKEFILES",
        ]),
    VariableFamily(
        reason: "git runs commands and reads configuration by it",
        patterns: ["GIT_*", "HGRCPATH", "HGPLAIN", "HG"], except: ["GIT_COMMIT", "GIT_BRANCH", "GIT_SHA", "GIT_URL"],
        sparesSecrets: true),
    VariableFamily(
        reason: "programs take from it whom they trust, or cryptographic code, or write session keys by it",
        patterns: [
            "OPENSSL_*", "SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
            "CURL_*", "AWS_CA_BUNDLE", "SYSTEM_CERTIFICATE_PATH", "GNUTLS_*", "GNUPGHOME", "PASSWORD_STORE_*",
            "SOPS_GPG_EXEC", "KRB5_CONFIG", "KRB5_TRACE", "SASL_PATH", "SASL_CONF_PATH", "WGETRC", "NETRC",
        ], sparesSecrets: true),
    VariableFamily(
        reason: "Python and its tools load code by it",
        patterns: [
            "PYTHON*", "PIP_*", "PIPENV_*", "PIPX_*", "POETRY_*", "UV_*", "CONDA_*", "PYENV_*", "UWSGI_*",
            "FLASK_APP", "FLASK_DEBUG",
        ],
        except: [
            "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONUTF8",
            "POETRY_PYPI_TOKEN_*",
        ], sparesSecrets: true),
    VariableFamily(
        reason: "Ruby and its tools load code by it",
        patterns: ["RUBY*", "GEM_*", "BUNDLE_*", "BUNDLER_*", "RBENV_*", "JRUBY*", "TRUFFLERUBY*", "RAKEOPT", "IRBRC"],
        // Bundler's names for the credentials of a host.
        except: ["*__COM", "*__ORG", "*__NET", "*__IO", "*__DEV"],
        sparesSecrets: true),
    VariableFamily(
        reason: "Bundler takes code or build options from it",
        patterns: ["BUNDLE_LOCAL__*", "BUNDLE_BUILD__*", "BUNDLE_MIRROR__*", "BUNDLE_PLUGINS__*"]),
    VariableFamily(reason: "Perl and its tools load code by it", patterns: ["PERL*"], sparesSecrets: true),
    VariableFamily(
        reason: "PHP and its tools load code by it",
        patterns: ["PHP*", "COMPOSER*", "XDEBUG_*", "WP_CLI_*"], except: ["COMPOSER_AUTH"], sparesSecrets: true),
    VariableFamily(
        reason: "Node.js and its tools load code by it",
        patterns: [
            "NODE_*", "YARN_*", "PNPM_*", "BUN_*", "DENO_*", "COREPACK_*", "ELECTRON_*", "TS_NODE_*", "NVM_*",
        ], except: ["NODE_ENV", "NODE_CONFIG"], sparesSecrets: true),
    VariableFamily(
        reason: "npm takes scripts, shells and registries from it", patterns: ["NPM_CONFIG_*"], sparesSecrets: true,
        ignoresCase: true),
    VariableFamily(
        reason: "Java and its tools load code by it",
        patterns: [
            "JAVA_*", "JDK_*", "_JAVA_*", "JRE_HOME", "JAVACMD", "CLASSPATH", "MAVEN_*", "MVNW_*", "GRADLE_*", "ANT_*",
            "SBT_*", "LEIN_*", "CATALINA_*", "NATIVE_IMAGE_*", "GROOVY_*", "SCALA_HOME", "KOTLIN_HOME",
        ], except: ["GRADLE_ENCRYPTION_KEY"], sparesSecrets: true),
    VariableFamily(
        reason: ".NET loads profilers, hooks and libraries by it",
        patterns: [
            "DOTNET_*", "COMPLUS_*", "CORECLR_*", "COR_*", "MONO_*", "NUGET_*", "MSBUILD*",
            "ASPNETCORE_HOSTINGSTARTUP*", "ASPNETCORE_PREVENTHOSTINGSTARTUP",
        ], except: ["DOTNET_ENVIRONMENT"], sparesSecrets: true, ignoresCase: true),
    VariableFamily(
        reason: "Erlang and Elixir take code and options from it",
        patterns: [
            "ERL_*", "ERLC_*", "ELIXIR_*", "ESCRIPT_*", "IEX_*", "MIX_*", "HEX_*", "REBAR*", "RELX_*", "RELEASE_ROOT",
            "RELEASE_VM_ARGS", "RELEASE_REMOTE_VM_ARGS", "RELEASE_SYS_CONFIG", "RELEASE_BOOT_SCRIPT*", "RELEASE_MODE",
            "VMARGS_PATH",
        ], except: ["MIX_ENV"], sparesSecrets: true),
    VariableFamily(
        reason: "the language's runtime or tools load code by it",
        patterns: [
            "LUA_*", "LUAROCKS_*", "R_*", "RENV_*", "JULIA_*", "GHC_*", "GHCRTS", "CABAL_*", "OCAML*", "CAML*",
            "OPAM*", "GUILE_*", "PLTADDONDIR", "PLTCOLLECTS", "PLTUSERHOME", "SBCL_*", "TCLLIBPATH", "TCL_LIBRARY",
            "TK_LIBRARY",
            "AWKPATH", "AWKLIBPATH", "GAWK_*", "MATLABPATH", "OCTAVE_*", "DART_*", "PUB_CACHE", "PUB_HOSTED_URL",
            "CRYSTAL_*", "NIMBLE_*",
        ], sparesSecrets: true),
    VariableFamily(
        reason: "Go takes tools, modules and settings from it",
        patterns: [
            "GO111MODULE", "GOAUTH", "GOBIN", "GOCACHE", "GOCACHEPROG", "GOCOVERDIR", "GODEBUG", "GOENV",
            "GOEXPERIMENT", "GOFLAGS", "GOINSECURE", "GOMODCACHE", "GONOPROXY", "GONOSUMDB", "GOPACKAGESDRIVER",
            "GOPATH", "GOPRIVATE", "GOPROXY", "GOROOT", "GOSUMDB", "GOTMPDIR", "GOTOOLCHAIN", "GOTOOLDIR",
            "GOTRACEBACK", "GOVCS", "GOWORK", "GCCGO*", "CGO_*",
        ]),
    VariableFamily(
        reason: "Rust's and Swift's tools and runtimes take code and settings from it",
        patterns: [
            "CARGO", "CARGO_*", "RUSTC*", "RUSTDOC*", "RUSTFLAGS", "RUSTUP_*", "SWIFT_BACKTRACE", "SWIFT_DEBUG_*",
            "SWIFT_EXEC", "SWIFT_BINARY_*", "SWIFTPM_*", "SWIFTLY_*", "DEVELOPER_DIR", "SDKROOT", "TOOLCHAINS",
        ], sparesSecrets: true),
    VariableFamily(
        reason: "compilers and build tools run or read by it",
        patterns: [
            "AR", "AS", "CC", "CPP", "CXX", "FC", "LD", "NM", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS",
            "COMPILER_PATH", "LIBRARY_PATH", "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "GCC_*", "CMAKE_*",
            "CCACHE_*", "DISTCC_*", "PKG_CONFIG", "PKG_CONFIG_*",
        ]),
    VariableFamily(
        reason: "it chooses the engine, cluster or machine that commands are sent to, or helpers that are run",
        patterns: [
            "DOCKER_*", "CONTAINER_HOST", "CONTAINERS_*", "BUILDKIT_HOST", "BUILDX_*", "COMPOSE_*", "KUBECONFIG",
            "HELM_*", "TF_CLI_*", "TF_DATA_DIR", "TF_LOG*", "TF_PLUGIN_CACHE_DIR", "TF_REATTACH_PROVIDERS", "ANSIBLE_*",
            "CLOUDSDK_*", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_DATA_PATH",
            "AWS_LAMBDA_EXEC_WRAPPER", "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "VAGRANT_*",
        ], except: ["DOCKER_AUTH_CONFIG"], sparesSecrets: true),
    VariableFamily(
        reason: "tools of the system take commands, plug-ins or configuration from it",
        patterns: [
            "APT_CONFIG", "DPKG_*", "RPM_CONFIGDIR", "NIX_*", "HOMEBREW_*", "ASDF_*", "MISE_*", "DIRENV_*", "DBUS_*",
            "SYSTEMD_*", "GIO_*", "GTK_MODULES", "GTK3_MODULES", "GTK_PATH", "GST_PLUGIN_*", "QT_PLUGIN_PATH",
            "GDK_PIXBUF_MODULE*",
            "MAGICK_*", "GS_LIB", "GS_OPTIONS", "FONTCONFIG_*", "ODBCINI", "ODBCINSTINI", "ODBCSYSINI", "ORACLE_HOME",
            "MYSQL_HOME", "LIBMYSQL_*", "PSQLRC", "PGSYSCONFDIR",
        ], sparesSecrets: true),
    VariableFamily(
        reason: "service managers and runners of CI hand over descriptors, files and directories by it",
        patterns: [
            "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY", "GITHUB_ENV",
            "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE",
            "GITHUB_ACTION_PATH", "RUNNER_*", "ACTIONS_*",
        ], sparesSecrets: true),
    VariableFamily(reason: "this command takes keys and settings from it", patterns: ["EJSON_*"]),
]
