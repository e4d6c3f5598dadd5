import EJSONFormat
import EJSONTestSupport
import Testing

@testable import EJSON
@testable import EJSONDelivery

@Suite struct SecretValuesTests {
    // MARK: Taking values

    @Test(
        arguments: [
            (#"{"A": "x", "B": 1.50, "C": true, "D": false}"#, ["A=x", "B=1.50", "C=true", "D=false"]),
            (#"{"N": null, "O": {"a": 1}, "L": [1, 2]}"#, ["N=null", #"O={"a": 1}"#, "L=[1, 2]"]),
            (
                #"{"A": "", "B": "\"\\\/\b\f\n\r\t", "C": "\u00e9\ud83d\udd10"}"#,
                ["A=", "B=\"\\/\u{8}\u{C}\n\r\t", "C=é🔐"]
            ),
            (#"{"\u0041\u005f": "x"}"#, ["A_=x"]),
            (#"{"_A": "x", "a b": "y", "": "z"}"#, ["_A=x", "a b=y", "=z"]),
            (#"{"A": "1", "B": "2", "A": "3"}"#, ["B=2", "A=3"]),
            ("{}", []),
        ] as [(String, [String])])
    func takesTheMembersOfAnObject(_ object: String, _ values: [String]) throws {
        #expect(try listed(object) == values)
    }

    @Test(
        arguments: [
            (#"{"A": "x", "b": {"C": 1, "d": {"E": true}}, "F": "y"}"#, ["A=x", "b_C=1", "b_d_E=true", "F=y"]),
            (#"{"a": ["x", {"b": "y"}]}"#, ["a_0=x", "a_1_b=y"]),
            (#"{"a": {"b": null}}"#, ["a_b=null"]),
            (#"{"a": {}, "b": []}"#, []),
        ] as [(String, [String])])
    func flattensWhatIsNested(_ object: String, _ values: [String]) throws {
        #expect(try listed(object, flattened: true) == values)
    }

    @Test(arguments: [#"{"a": {"b": 1}, "a_b": 2}"#, #"{"a_b": {"c": 1}, "a": {"b_c": 2}}"#, #"{"a": [1], "a_0": 2}"#])
    func flattenedNamesMustDiffer(_ object: String) {
        expect(.undeliverableValue, .collision) { _ = try listed(object, flattened: true) }
    }

    /// Keys that differ, and are the same as text.
    @Test(arguments: [#"{"\ud800": "1", "\ud801": "2"}"#, #"{"é": "1", "e\u0301": "2"}"#])
    func namesMustDiffer(_ object: String) {
        expect(.undeliverableValue, .collision) { _ = try listed(object) }
    }

    @Test(arguments: [#""x""#, "1", "null", "[1]", "true"])
    func whatIsNoObjectHasNoValues(_ value: String) {
        expect(.valueNotFound, .noSuchObject, "environment") { _ = try listed(value) }
    }

    @Test func takesAnyObject() throws {
        let document = #"{"production": {"env": {"A": "x"}}, "tls.key": {"B": "y"}, "l": [{"C": "z"}]}"#
        for (path, values) in [("production.env", ["A=x"]), ("/tls.key", ["B=y"]), ("l.0", ["C=z"])] {
            let plaintext = try secret(document)
            #expect(try listed(SecretValues(plaintext, at: #require(ValuePath(path)))) == values)
        }
        expect(.valueNotFound, .noSuchObject, "production.missing") {
            _ = try listed(SecretValues(secret(document), at: ValuePath(components: ["production", "missing"])))
        }
    }

    @Test func looksUpOneValue() throws {
        let document = #"{"a": {"s": "x\n\u00e9", "n": 1.0, "o": {"b": [1, "\n"]}, "z": null}}"#
        for (path, value) in [
            ("a.s", "x\né"), ("a.n", "1.0"), ("a.o", #"{"b": [1, "\n"]}"#), ("a.o.b.1", "\n"), ("a.z", "null"),
        ] {
            let path = try #require(ValuePath(path))
            #expect(try text(of: secret(document).value(at: path)) == value)
        }
        expect(.valueNotFound, .missing, "a.x") {
            _ = try text(of: secret(document).value(at: ValuePath(components: ["a", "x"])))
        }
    }

    /// Half of a surrogate pair has no UTF-8, and a replacement would be another value.
    @Test func halfASurrogatePairCannotBeDelivered() {
        #expect(
            failure { try check(#"{"_A": "\ud800"}"#) { try $0.requireText() } }?.code == .undeliverableValue)
    }

    // MARK: Choosing

    private static let object = #"{"_A": "1", "B": "2", "__C": "3", "D": null}"#

    @Test func keepsOnlyWhatIsNamed() throws {
        #expect(try listed(Self.object) { try $0.keep(only: ["D", "B"]) } == ["B=2", "D=null"])
        #expect(try listed(Self.object) { try $0.keep(only: ["_A", "_A"]) } == ["_A=1"])
        expect(.valueNotFound, .missing, "X") { _ = try listed(Self.object) { try $0.keep(only: ["B", "X"]) } }
        expect(.valueNotFound, .missing, "b") { _ = try listed(Self.object) { try $0.keep(only: ["b"]) } }
    }

    @Test func requiresWhatIsNamed() throws {
        #expect(try listed(Self.object) { try $0.require(["D", "B"]) }.count == 4)
        #expect(try listed(Self.object) { try $0.require([]) }.count == 4)
        expect(.valueNotFound, .missing, "X") { _ = try listed(Self.object) { try $0.require(["B", "X", "Y"]) } }
    }

    @Test func trimsAllLeadingUnderscores() throws {
        #expect(try listed(Self.object) { try $0.trimUnderscores() } == ["A=1", "B=2", "C=3", "D=null"])
        #expect(try listed(#"{"A_": "1", "_B_C": "2"}"#) { try $0.trimUnderscores() } == ["A_=1", "B_C=2"])
        for object in [#"{"_A": "1", "A": "2"}"#, #"{"_A": "1", "__A": "2"}"#, #"{"_": "1", "__": "2"}"#] {
            expect(.undeliverableValue, .collision) { _ = try listed(object) { try $0.trimUnderscores() } }
        }
    }

    /// By bytes: capitals, underscore, small letters.
    @Test func sortsByName() throws {
        let object = #"{"b": "1", "_": "2", "B": "3", "a": "4", "AB": "5", "A": "6", "A_": "7", "A0": "8"}"#
        let names = try listed(object) { $0.sort() }.map { $0.prefix { $0 != "=" } }
        #expect(names == ["A", "A0", "AB", "A_", "B", "_", "a", "b"])
    }

    // MARK: Checks

    @Test(
        arguments: [
            (#"{"A": "x", "B": 1, "C": true, "D": "", "E": "\u0001\u007f\n"}"#, nil),
            (#"{"A": "x", "B": null}"#, (.notAPlainValue, "environment.B")),
            (#"{"A": {}, "B": "x"}"#, (.notAPlainValue, "environment.A")),
            (#"{"A": []}"#, (.notAPlainValue, "environment.A")),
            (#"{"A": "x\u0000y"}"#, (.holdsNUL, "A")),
            (#"{"A": "\u0000"}"#, (.holdsNUL, "A")),
        ] as [(String, (DeliveryProblem, String)?)])
    func takesStringsNumbersAndBooleans(_ object: String, _ refused: (DeliveryProblem, String)?) {
        let error = failure { try check(object) { try $0.requirePlainValues() } }
        #expect(error?.reason == refused.map { .delivery($0.0) })
        #expect(error?.path == refused?.1)
    }

    /// All refused variables are reported at once.
    @Test func allThatIsRefusedIsNamed() {
        let object = #"{"A": null, "B": "x", "C": {}, "d.e": [], "LD_A": "y", "-": "z", "PATH": "x"}"#
        let structured = failure { try check(object) { try $0.requirePlainValues() } }
        #expect(structured?.path == "environment.A")
        #expect(structured?.furtherPaths == ["environment.C", "/environment/d.e"])
        let hazards = failure { try check(object) { try $0.requireHarmlessNames(allowing: []) } }
        #expect(hazards?.path == "LD_A" && hazards?.furtherPaths == ["PATH"])
        let names = failure { try check(object) { try $0.requireVariableNames() } }
        #expect(names?.path == "d.e" && names?.furtherPaths == ["-"])
        let missing = failure { try check(object) { try $0.require(["B", "X", "Y"]) } }
        #expect(missing?.path == "X" && missing?.furtherPaths == ["Y"])
    }

    /// Every family says why.
    @Test func aHazardHasAReason() {
        #expect(hazard(ofVariable: "GIT_EXTERNAL_DIFF")?.contains("git") == true)
        #expect(hazard(ofVariable: "GIT_TOKEN") == nil)
    }

    @Test(arguments: [
        ("A", true), ("a", true), ("_", true), ("_A", true), ("A1", true), ("Az_09", true), ("A__", true),
        ("", false), ("1", false), ("1A", false), ("A-B", false), ("A.B", false), ("A B", false), (" A", false),
        ("A=B", false), ("A\\n", false), ("A\\u0000", false), ("é", false), ("Aé", false), ("\u{FF21}", false),
        ("\u{212A}", false), ("A\u{301}", false), ("$A", false), ("A;id", false), ("A`id`", false),
        ("BASH_FUNC_x%%", false),
    ])
    func variablesHaveIdentifiersForNames(_ name: String, _ isAccepted: Bool) {
        let error = failure { try check("{\"\(name)\": \"x\"}") { try $0.requireVariableNames() } }
        #expect(error?.reason == (isAccepted ? nil : .delivery(.notAVariableName)))
    }

    @Test(arguments: [
        // The loader and the C library.
        "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_", "DYLD_INSERT_LIBRARIES", "GCONV_PATH", "GLIBC_TUNABLES",
        "MALLOC_CONF", "LOCPATH", "NLSPATH", "HOSTALIASES", "TZDIR",
        // Shells.
        "PATH", "IFS", "ENV", "BASH_ENV", "BASH_FUNC_x", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "CDPATH",
        "HOME", "SHELL", "EDITOR", "VISUAL", "PAGER", "ZDOTDIR",
        // Language runtimes and their tools.
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PERL5LIB", "PERL5OPT", "RUBYOPT", "RUBYLIB", "NODE_OPTIONS",
        "NODE_PATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "LUA_INIT", "PHPRC", "DOTNET_STARTUP_HOOKS",
        "NPM_CONFIG_SCRIPT_SHELL",
        // Programs that run what a variable names.
        "GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "GIT_EXEC_PATH", "GIT_ASKPASS",
        // This command.
        "EJSON_KEYDIR", "EJSON_AUDIT", "EJSON_STRICT_KEYS",
        // The same in small letters (npm reads either), and more that load or run what a variable names.
        "npm_config_script_shell", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "LESSOPEN", "LESSCLOSE",
        "GIT_EDITOR", "GIT_PAGER", "SSH_ASKPASS",
        // Neighbours of names that are widely known, and members that a later version adds to its family.
        "LUA_INIT_5_4", "LUA_CPATH_5_4", "ERL_AFLAGS", "ERL_ZFLAGS", "ERL_LIBS", "ELIXIR_ERL_OPTIONS",
        "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_TEMPLATE_DIR", "GIT_SEQUENCE_EDITOR", "CORECLR_PROFILER",
        "CORECLR_PROFILER_PATH_64", "CORECLR_ENABLE_PROFILING", "COR_PROFILER", "COMPlus_EnableEventPipe",
        "DOTNET_ADDITIONAL_DEPS", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "aspnetcore_HostingStartupAssemblies",
        "Npm_Config_Node_Options", "PYTHON_LAZY_IMPORTS", "PYTHONBREAKPOINT", "PYTHONWARNINGS", "PERL_HASH_SEED",
        "PERL5SHELL", "RUBYGEMS_GEMDEPS", "BUNDLE_GEMFILE", "BUNDLE_LOCAL__RACK", "BUNDLE_LOCAL__COM", "GEM_HOME",
        "NODE_EXTRA_CA_CERTS", "NODE_CONFIG_DIR", "NODE_TLS_REJECT_UNAUTHORIZED", "BUN_OPTIONS", "DENO_DIR",
        "JDK_JAVA_OPTIONS", "JAVA_OPTS", "MAVEN_OPTS", "GRADLE_OPTS", "CATALINA_OPTS", "ES_JAVA_OPTS", "KAFKA_OPTS",
        "PHP_INI_SCAN_DIR", "COMPOSER_HOME", "R_PROFILE_USER", "R_ENVIRON", "JULIA_LOAD_PATH", "GHCRTS", "GOFLAGS",
        "GODEBUG", "GOAUTH", "RUSTC_WRAPPER", "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", "SWIFT_BACKTRACE",
        "DEVELOPER_DIR", "PSQL_PAGER", "AWS_PAGER", "KUBE_EDITOR", "SUDO_ASKPASS", "RSYNC_RSH", "TAR_OPTIONS",
        "INPUTRC", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "SSLKEYLOGFILE", "REQUESTS_CA_BUNDLE", "CURL_HOME",
        "DOCKER_HOST", "DOCKER_CONFIG", "KUBECONFIG", "AWS_CONFIG_FILE", "TF_CLI_CONFIG_FILE", "CLOUDSDK_PYTHON",
        "ANSIBLE_VAULT_PASSWORD_FILE", "DBUS_SESSION_BUS_ADDRESS", "CREDENTIALS_DIRECTORY", "GITHUB_ENV", "MAKEFLAGS",
        "CC", "CMAKE_TOOLCHAIN_FILE", "TERMINFO", "LESS", "MAGICK_CONFIGURE_PATH", "EJSON_IDENTITY", "EJSON_WITHHELD",
    ])
    func namesThatChangeHowProgramsRunMustBeAllowed(_ name: String) {
        let object = "{\"OTHER\": \"x\", \"\(name)\": \"y\"}"
        expect(.undeliverableValue, .changesHowProgramsRun, name) {
            try check(object) { try $0.requireHarmlessNames(allowing: ["OTHER", name.lowercased() + "_"]) }
        }
        #expect(failure { try check(object) { try $0.requireHarmlessNames(allowing: [name]) } } == nil)
    }

    @Test(arguments: [
        "DATABASE_URL", "PATH_TO_KEY", "MY_PATH", "OLD_PASSWORD", "LDAP_PASSWORD", "HOMEPAGE", "ENVIRONMENT", "PORT",
        "NODE_ENV", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "RAILS_MASTER_KEY", "SECRET_KEY_BASE", "_UNSEALED", "TZ",
        "LANG", "USER", "NPM_TOKEN", "PGPASSWORD", "GIT_TOKEN", "GIT_PASSWORD", "GITLAB_TOKEN", "NODE_AUTH_TOKEN",
        "YARN_NPM_AUTH_TOKEN", "CARGO_REGISTRY_TOKEN", "CARGO_REGISTRIES_OWN_TOKEN", "GEM_HOST_API_KEY",
        "BUNDLE_GITHUB__COM", "BUNDLE_GEMS__EXAMPLE__ORG", "COMPOSER_AUTH", "HEX_API_KEY", "RELEASE_COOKIE", "MIX_ENV",
        "MAVEN_PASSWORD", "MAVEN_USERNAME", "NUGET_API_KEY", "POETRY_PYPI_TOKEN_OWN", "TWINE_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "DOCKER_PASSWORD", "DOCKER_AUTH_CONFIG", "TF_VAR_password", "TF_TOKEN_app_terraform_io",
        "ANSIBLE_VAULT_PASSWORD",
        "PULUMI_ACCESS_TOKEN", "VAULT_TOKEN", "HTTPS_PROXY", "http_proxy", "SSH_PRIVATE_KEY", "SSL_CERTIFICATE",
        "AWS_ACCESS_KEY_ID", "HEX_ENCRYPTION_KEY", "NODE_SIGNING_KEY", "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CLIENT_SECRET", "DJANGO_SECRET_KEY",
        "FLASK_SECRET_KEY", "PYTHONUNBUFFERED", "DOTNET_ENVIRONMENT", "RUST_LOG", "LESSON_API_URL", "ENVOY_TOKEN",
        "GOCARDLESS_ACCESS_TOKEN", "R", "PATHS", "CCAVENUE_KEY", "LDAP_BIND", "HOMEKIT_PIN", "SWIFT_KEY", "PHONE",
    ])
    func secretsMayHaveOrdinaryNames(_ name: String) {
        #expect(failure { try check("{\"\(name)\": \"x\"}") { try $0.requireHarmlessNames(allowing: []) } } == nil)
    }

    @Test(arguments: [
        ("a", true), ("tls.crt", true), ("_a", true), ("a b", true), ("ключ", true), ("...", true), (".hidden", true),
        ("-rf", true), ("a\\nb", true), (String(repeating: "x", count: 255), true),
        ("", false), (".", false), ("..", false), ("a/b", false), ("/", false), ("../a", false), ("a\\/b", false),
        ("a\\u0000", false), (String(repeating: "x", count: 256), false), (String(repeating: "é", count: 128), false),
        ("/\u{301}", false),
    ])
    func filesHaveNamesWithoutSlashes(_ name: String, _ isAccepted: Bool) {
        let error = failure { try check("{\"\(name)\": \"x\"}") { try $0.requireFileNames() } }
        #expect(error?.reason == (isAccepted ? nil : .delivery(.notAFileName)))
    }

    /// The names alone would be larger than the memory of most machines.
    @Test func namesOfManyDeepValuesAreRefused() throws {
        let values = (0..<100_000).map { "\"KEY\($0)\":1" }.joined(separator: ",")
        let json =
            "{\"environment\": {" + String(repeating: "\"level\":{", count: 9_000) + values
            + String(repeating: "}", count: 9_002)
        let plaintext = try SecretBytes(copying: Array(json.utf8).span)
        let error = failure {
            _ = try SecretValues(plaintext, at: ValuePath(components: ["environment"]), flattened: true)
        }
        #expect(error?.reason == .delivery(.notAVariableName))
        #expect(error?.path?.utf8.count ?? .max < PathSpelling.greatestCount)
    }
}

@Suite struct EnvironmentFormatTests {
    /// How each format writes a value of the variable A; `nil` where it cannot without changing it.
    @Test(
        arguments: [
            // Bare when every byte is harmless.
            (.shell, "x", "export A=x\n"),
            (.shell, "postgres://u:p@h/db", "export A=postgres://u:p@h/db\n"),
            (.shell, "aZ09_@%+=:,./-", "export A=aZ09_@%+=:,./-\n"),
            (.shell, "", "export A=''\n"),
            (.shell, " ", "export A=' '\n"),
            (.shell, "a b", "export A='a b'\n"),
            (.shell, "it's", "export A='it'\"'\"'s'\n"),
            (.shell, "'", "export A=''\"'\"''\n"),
            (.shell, "$HOME `id` \\ \" ! * ~ # ;", "export A='$HOME `id` \\ \" ! * ~ # ;'\n"),
            (.shell, "~", "export A='~'\n"),
            (.shell, "a\nb\n", "export A='a\nb\n'\n"),
            (.shell, "\r\t\u{1}\u{1B}\u{7F}", "export A='\r\t\u{1}\u{1B}\u{7F}'\n"),
            (.shell, "é🔐", "export A='é🔐'\n"),
            (.shell, "a\u{0}b", nil),

            // Single quotes; double quotes only for what means the same in both.
            (.dotenv, "x", "A='x'\n"),
            (.dotenv, "", "A=''\n"),
            (.dotenv, " a # b ", "A=' a # b '\n"),
            (.dotenv, "`id` \"q\"", "A='`id` \"q\"'\n"),
            (.dotenv, "$HOME", nil),
            (.dotenv, "${HOME}", nil),
            (.dotenv, "\u{7F}", nil),
            (.dotenv, "a\nb", "A='a\nb'\n"),
            (.dotenv, "a\\nb", "A='a\\nb'\n"),
            (.dotenv, "é🔐\t", "A='é🔐\t'\n"),
            (.dotenv, "it's # so", "A=\"it's # so\"\n"),
            (.dotenv, "it's $HOME", nil),
            (.dotenv, "it's `id`", nil),
            (.dotenv, "it's \"so\"", nil),
            (.dotenv, "it's \\n", nil),
            (.dotenv, "it's\nso", nil),
            (.dotenv, "a\\\\b", nil),
            (.dotenv, "a\\", nil),
            (.dotenv, "a\rb", nil),
            (.dotenv, "a\u{0}b", nil),

            (.json, "x", "{\n  \"A\": \"x\"\n}\n"),
            (.json, "", "{\n  \"A\": \"\"\n}\n"),
            (.json, "\"\\/\n\r\t\u{0}\u{1F}\u{7F}é🔐", "{\n  \"A\": \"\\\"\\\\/\\n\\r\\t\\u0000\\u001f\u{7F}é🔐\"\n}\n"),

            // No quotes: lines, as they are.
            (.docker, "x", "A=x\n"),
            (.docker, "", "A=\n"),
            (.docker, " 'a' \"b\" $C # \\ = é\t ", "A= 'a' \"b\" $C # \\ = é\t \n"),
            (.docker, "a\nb", nil),
            (.docker, "a\r", nil),
            (.docker, "a\rb", nil),
            (.docker, "a\u{0}b", nil),

            (.nul, "x", "A=x\u{0}"),
            (.nul, "", "A=\u{0}"),
            (.nul, " 'a'\n\"b\"\r\t$C=é ", "A= 'a'\n\"b\"\r\t$C=é \u{0}"),
            (.nul, "a\u{0}b", nil),
        ] as [(EnvironmentFormat, String, String?)])
    func writes(_ format: EnvironmentFormat, _ value: String, _ expected: String?) throws {
        guard let expected else {
            return expect(.undeliverableValue, .notInFormat(format.rawValue, limits: format.limits), "A") {
                _ = try written(value, format)
            }
        }
        #expect(try written(value, format) == expected)
    }

    /// Docker reads its file with a buffer for lines of 64 KiB, line feed included.
    @Test(arguments: [(65_533, true), (65_534, false)])
    func dockerReadsLinesOfLessThan64KiB(_ count: Int, _ isAccepted: Bool) {
        let error = failure { _ = try written(String(repeating: "x", count: count), .docker) }
        #expect(
            error?.reason
                == (isAccepted ? nil : .delivery(.notInFormat("docker", limits: EnvironmentFormat.docker.limits))))
    }

    @Test(arguments: ["x", "", "a\nb\n", "<<EOF\nEOF\n", "'\"$`\\ é\t", "ejson_"])
    func githubDelimitsValuesUnguessably(_ value: String) throws {
        let lines = try written(value, .github).split(separator: "\n", omittingEmptySubsequences: false)
        let delimiter = try #require(lines.first?.wholeMatch(of: /A<<(ejson_[0-9a-f]{16,})/)?.output.1)
        #expect(lines.suffix(2) == [delimiter, ""])
        #expect(lines.dropFirst().dropLast(2).joined(separator: "\n") == value)
        #expect(try written(value, .github).contains(delimiter) == false)
    }

    @Test(arguments: ["a\rb", "\r", "a\u{0}b"])
    func githubRefusesWhatItsRunnersWouldChange(_ value: String) {
        expect(.undeliverableValue, .notInFormat("github", limits: EnvironmentFormat.github.limits), "A") {
            _ = try written(value, .github)
        }
    }

    @Test(
        arguments: [
            (.shell, "export B='1 2'\nexport A=x\nexport N=1.0\n"),
            (.dotenv, "B='1 2'\nA='x'\nN='1.0'\n"),
            (.json, "{\n  \"B\": \"1 2\",\n  \"A\": \"x\",\n  \"N\": \"1.0\"\n}\n"),
            (.docker, "B=1 2\nA=x\nN=1.0\n"),
            (.nul, "B=1 2\u{0}A=x\u{0}N=1.0\u{0}"),
        ] as [(EnvironmentFormat, String)])
    func writesOneAfterAnother(_ format: EnvironmentFormat, _ expected: String) throws {
        #expect(try formatted(#"{"B": "1 2", "A": "x", "N": 1.0}"#, format) == expected)
    }

    @Test func leavesOutExport() throws {
        #expect(try formatted(#"{"A": "x y", "B": ""}"#, .shell, exports: false) == "A='x y'\nB=''\n")
        #expect(try formatted(#"{"A": "x"}"#, .docker, exports: false) == "A=x\n")
    }

    @Test(arguments: EnvironmentFormat.allCases)
    func writesNoValues(_ format: EnvironmentFormat) throws {
        #expect(try formatted("{}", format) == (format == .json ? "{}\n" : ""))
    }

    /// One value that cannot be carried: the others are not written either.
    @Test func writesAllOrNothing() {
        expect(.undeliverableValue, .notInFormat("docker", limits: EnvironmentFormat.docker.limits), "B") {
            _ = try formatted(#"{"A": "x", "B": "y\nz", "C": "z"}"#, .docker)
        }
    }

    /// The capacity grows with the output.
    @Test(arguments: EnvironmentFormat.allCases)
    func writesLongValues(_ format: EnvironmentFormat) throws {
        let value = String(repeating: "long ", count: 10_000)
        #expect(try written(value, format).contains(value))
    }
}

// MARK: - Helpers

func secret(_ text: String) throws -> SecretBytes { try SecretBytes(copying: Array(text.utf8).span) }

func text(of secret: borrowing SecretBytes) -> String {
    secret.withBytes { String(decoding: Array($0), as: UTF8.self) }
}

/// The values of the object `environment`.
private func values(_ object: String, flattened: Bool = false) throws -> SecretValues {
    let plaintext = try secret("{\"environment\": \(object)}")
    return try SecretValues(plaintext, at: ValuePath(components: ["environment"]), flattened: flattened)
}

/// `NAME=VALUE` of each, after `change`.
private func listed(
    _ object: String,
    flattened: Bool = false,
    _ change: (inout SecretValues) throws -> Void = { _ in }
) throws -> [String] {
    var values = try values(object, flattened: flattened)
    try change(&values)
    return listed(values)
}

private func listed(_ values: borrowing SecretValues) -> [String] {
    var list: [String] = []
    for entry in values.entries {
        list.append(entry.name + "=" + values.withValue(of: entry) { String(decoding: Array($0), as: UTF8.self) })
    }
    return list
}

private func check(_ object: String, _ check: (borrowing SecretValues) throws -> Void) throws {
    try check(values(object))
}

private func formatted(_ object: String, _ format: EnvironmentFormat, exports: Bool = true) throws -> String {
    text(of: try format.text(of: values(object), exports: exports))
}

/// What the format writes for a variable A.
private func written(_ value: String, _ format: EnvironmentFormat) throws -> String {
    try formatted("{\"A\": \(jsonLiteral(value))}", format)
}

/// Expects that `body` fails so, at `path` if one is named.
func expect(
    _ code: EJSONError.Code,
    _ problem: DeliveryProblem,
    _ path: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    let error = failure(body)
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(error?.reason == .delivery(problem), sourceLocation: sourceLocation)
    #expect(path == nil || error?.path == path, sourceLocation: sourceLocation)
}
