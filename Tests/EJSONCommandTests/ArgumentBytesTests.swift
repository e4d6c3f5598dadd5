import Foundation
import Testing

/// Arguments and file names are bytes: invalid UTF-8 is kept exactly or refused with a message.
@Suite struct ArgumentBytesTests {
    /// A document named in Latin-1, and an output and a key directory as well.
    @Test func filesHaveAnyName() throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let result = try scratch.shell(
            """
            set -e
            name=$(printf 'caf\\351'); mv secrets.ejson "$name.ejson"; mv keys "$name.keys"
            export EJSON_KEYDIR="$name.keys"
            $EJSON decrypt "$name.ejson" > /dev/null
            $EJSON decrypt -o "$name.json" "$name.ejson" && test -s "$name.json"
            $EJSON decrypt --keydir "$name.keys" --output="$name.2" "$name.ejson" && cmp "$name.json" "$name.2"
            EJSON_KEYDIR= $EJSON -keydir="$name.keys" decrypt "$name.ejson" > /dev/null
            $EJSON set "$name.ejson" a --value x && $EJSON get "$name.ejson" a
            $EJSON set "$name.ejson" b --from-file "$name.2" && $EJSON unset "$name.ejson" b
            $EJSON check --open "$name.ejson" && $EJSON list "$name.ejson" && $EJSON keys "$name.ejson"
            EDITOR='sed -i s/correct/wrong/' $EJSON edit "$name.ejson"
            $EJSON rotate --reseal "$name.ejson" && $EJSON rotate .
            $EJSON run --select / "$name.ejson" -- true || test $? = 1
            printf '{"_public_key": "\(Scratch.publicKey)", "environment": {"A": "x"}}' > "$name.2.ejson"
            $EJSON encrypt "$name.2.ejson"
            cp /bin/true "$name.true"; $EJSON run "$name.2.ejson" -- "./$name.true"
            $EJSON run "$name.2.ejson" --audit "$name.log" -- true; grep -c delivered "$name.log"
            $EJSON diff "$name.ejson" "$name.ejson"
            ls
            """)
        #expect(result.status == 0, "\(result.output)\(result.error)")
        #expect(result.output.contains("caf\\xe9.ejson"), "\(result.output)")
        #expect(!result.output.contains("\u{FFFD}.ejson\n├"))
        // Nothing was written under another name.
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path())
        #expect(!names.contains { $0.contains("\u{EF}\u{BF}\u{BD}") })
        #expect(try scratch.shell("ls | grep -c caf").output == "7\n")
    }

    /// Two names that differ in a byte stay different, even if one contains the characters that encode bytes here.
    @Test func differentNamesStayDifferent() throws {
        let scratch = try Scratch()
        try scratch.write(Scratch.plain, to: "plain")
        let result = try scratch.shell(
            """
            a=$(printf 'x\\377.ejson'); b=$(printf 'x\\364\\217\\277\\277.ejson')
            cp plain "$a"; cp plain "$b"; $EJSON encrypt "$a" > /dev/null
            cmp -s plain "$b" && ! cmp -s plain "$a" && $EJSON encrypt "$b" > /dev/null && ! cmp -s plain "$b"
            """)
        #expect(result.status == 0, "\(result.error)")
    }

    @Test(arguments: [
        #"set secrets.ejson a --value "$bad""#, #"set secrets.ejson "$bad" --value x"#, #"get secrets.ejson "$bad""#,
        #"unset secrets.ejson "$bad""#, #"get secrets.ejson a "$bad""#, #""$bad""#, #"decrypt "--$bad" secrets.ejson"#,
        #"env --format "$bad" secrets.ejson"#, #"list --older-than "$bad" secrets.ejson"#,
        #"rotate --to "$bad" secrets.ejson"#, #"set secrets.ejson a "--value=$bad""#,
    ])
    func whatMustBeTextIsRefused(_ arguments: String) throws {
        let scratch = try Scratch()
        try scratch.writeSealed()
        let before = try scratch.read()
        let result = try scratch.shell("bad=$(printf 'caf\\351'); $EJSON \(arguments)")
        #expect([64, 3].contains(result.status), "\(result.status) \(result.error)")
        #expect(!result.error.contains("\u{FFFD}") && !result.error.isEmpty, "\(result.error)")
        #expect(try scratch.read() == before)
    }
}
