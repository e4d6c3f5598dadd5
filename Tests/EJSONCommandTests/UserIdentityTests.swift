import Testing

@testable import EJSONCommand

@Suite struct UserIdentityTests {
    private static let users = records(
        """
        root:x:0:0:root:/root:/bin/bash
        app:x:1000:1001:The app:/srv/app:/bin/sh
        homeless:x:1002:1002:::
        1003:x:1004:1005::/numeric:/bin/sh
        short:x:1006
        broken:x:many:1007::/:/bin/sh
        lost:x:1008:many::/lost:/bin/sh
        app:x:1009:1009:second:/second:/bin/sh
        """)
    private static let groups = records(
        """
        root:x:0:
        app:x:1001:
        video:x:44:app
        audio:x:29:other,app,homeless
        own:x:1001:app
        near:x:46:application,ap
        broken:x:many:app
        short:x:47
        """)

    /// From the text after `--user`: user, group, all groups and home directory.
    @Test(
        arguments: [
            // By name: everything from the files; the first entry counts.
            ("root", 0, 0, [0], "/root"),
            ("app", 1000, 1001, [1001, 44, 29], "/srv/app"),
            ("homeless", 1002, 1002, [1002, 29], "/"),

            // By number: the same when it has an entry, else a group of the same number and nothing more.
            ("0", 0, 0, [0], "/root"),
            ("1000", 1000, 1001, [1001, 44, 29], "/srv/app"),
            ("4711", 4711, 4711, [4711], "/"),
            ("65534", 65534, 65534, [65534], "/"),
            ("4294967294", 4_294_967_294, 4_294_967_294, [4_294_967_294], "/"),

            // A name that looks like a number is that name.
            ("1003", 1004, 1005, [1005], "/numeric"),

            // With a group: that group alone.
            ("app:video", 1000, 44, [44], "/srv/app"),
            ("app:44", 1000, 44, [44], "/srv/app"),
            ("app:4712", 1000, 4712, [4712], "/srv/app"),
            ("1000:app", 1000, 1001, [1001], "/srv/app"),
            ("4711:4712", 4711, 4712, [4712], "/"),
            ("4711:video", 4711, 44, [44], "/"),
            ("0:0", 0, 0, [0], "/root"),
        ] as [(String, UInt32, UInt32, [UInt32], String)])
    func reads(_ text: String, _ user: UInt32, _ group: UInt32, _ groups: [UInt32], _ home: String) throws {
        let identity = try UserIdentity(text, users: Self.users, groups: Self.groups)
        #expect(identity.user == user)
        #expect(identity.group == group)
        #expect(identity.groups == groups)
        #expect(identity.home == home)
    }

    @Test(arguments: [
        ("nobody", "there is no user nobody in /etc/passwd"),
        ("App", "there is no user App in /etc/passwd"),
        ("", "--user names no user"),
        (":video", "--user names no user before the colon"),
        ("-1", "there is no user -1 in /etc/passwd"),
        ("+1", "there is no user +1 in /etc/passwd"),
        ("1.5", "there is no user 1.5 in /etc/passwd"),
        ("4294967295", "there is no user 4294967295 in /etc/passwd"),
        ("4294967296", "there is no user 4294967296 in /etc/passwd"),
        ("broken", "there is no user broken in /etc/passwd"),
        ("short", "there is no user short in /etc/passwd"),
        ("x\u{1B}[31m", "there is no user x\\u{1b}[31m in /etc/passwd"),
        ("app:nobody", "there is no group nobody in /etc/group"),
        ("app:", "there is no group  in /etc/group"),
        ("app:4294967295", "there is no group 4294967295 in /etc/group"),
        ("app:broken", "there is no group broken in /etc/group"),
        ("app:video:audio", "there is no group video:audio in /etc/group"),
    ])
    func refuses(_ text: String, _ words: String) {
        let told = failure(text) ?? "accepted"
        #expect(told.hasPrefix(words), "\(told)")
    }

    /// An entry without a usable group is no reason to guess one.
    @Test func refusesAnEntryWithoutAGroup() {
        #expect(failure("lost") != nil)
    }

    /// An image FROM scratch has neither file.
    @Test func numbersNeedNoFiles() throws {
        let identity = try UserIdentity("10001:10002", users: [], groups: [])
        #expect(identity.user == 10001 && identity.groups == [10002] && identity.home == "/")
        #expect(throws: Failure.self) { try UserIdentity("app", users: [], groups: []) }
    }

    private func failure(_ text: String) -> String? {
        do {
            _ = try UserIdentity(text, users: Self.users, groups: Self.groups)
            return nil
        } catch {
            return (error as? Failure)?.words
        }
    }
}

private func records(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { line in
        line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
}
