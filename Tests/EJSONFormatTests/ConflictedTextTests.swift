import EJSONFormat
import Testing

@Suite struct ConflictedTextTests {
    /// A text, and the two versions in it; `nil` for one without conflicts.
    @Test(
        arguments: [
            ("one", "a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\nd\n", ("a\nb\nd\n", "a\nc\nd\n")),
            ("no labels", "<<<<<<<\nb\n=======\nc\n>>>>>>>", ("b\n", "c\n")),
            ("diff3", "<<<<<<< a\nb\n||||||| base\nx\n=======\nc\n>>>>>>> d\n", ("b\n", "c\n")),
            (
                "a conflict in the common version",
                "<<<<<<< a\nb\n||||||| x\n<<<<<<<<< p\nq\n=========\nr\n>>>>>>>>> s\n=======\nc\n>>>>>>> d\n",
                ("b\n", "c\n")
            ),
            ("longer markers", "<<<<<<<<<< a\n=======\n==========\nc\n>>>>>>>>>> d\n", ("=======\n", "c\n")),
            ("shorter markers", "<<< a\nb\n===\nc\n>>> d\n", ("b\n", "c\n")),
            (
                "CRLF", "a\r\n<<<<<<< x\r\nb\r\n=======\r\nc\r\n>>>>>>> y\r\nd\r\n",
                ("a\r\nb\r\nd\r\n", "a\r\nc\r\nd\r\n")
            ),
            (
                "two", "<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n-\n<<<<<<< a\n=======\n3\n>>>>>>> b\n",
                ("1\n-\n", "2\n-\n3\n")
            ),
            ("in a string", "\"\n<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n\"", nil),
            (
                "in a string of a side", "<<<<<<< a\n\"\n=======\n\"\n=======\n\"\\\"\n>>>>>>> c\n\"\n>>>>>>> b\n",
                ("\"\n=======\n\"\n", "\"\\\"\n>>>>>>> c\n\"\n")
            ),
            (
                "behind a string with an escaped quote", "\"\\\"\"\n<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n",
                ("\"\\\"\"\n1\n", "\"\\\"\"\n2\n")
            ),
            ("none", "a\nb\n", nil), ("empty", "", nil),
            ("not at the start", " <<<<<<< a\n =======\n >>>>>>> b\n", nil),
            ("no label begins there", "<<<<<<<a\n=======\n>>>>>>> b\n", nil),
            ("no end", "<<<<<<< a\nb\n=======\nc\n", nil),
            ("no middle", "<<<<<<< a\nb\n>>>>>>> c\n", nil), ("the end first", ">>>>>>> a\n=======\n<<<<<<< b\n", nil),
        ] as [(String, String, (String, String)?)])
    func holdsBothVersions(_ name: String, _ text: String, _ sides: (String, String)?) {
        let bytes = Array(text.utf8)
        let conflicted = ConflictedText(bytes.span)
        func side(_ side: ConflictedText.Side) -> String? {
            conflicted.map { String(decoding: $0.pieces(of: side).flatMap { bytes[$0] }, as: UTF8.self) }
        }
        #expect(side(.ours) == sides?.0)
        #expect(side(.theirs) == sides?.1)
    }

    @Test(arguments: [
        ("{\n<<<<<<< HEAD\n=======\n>>>>>>> 3f2a (a: b)\n", 2, 2...4, "HEAD", "3f2a (a: b)"),
        ("<<<<<<< ours\r\n=======\r\n>>>>>>> theirs\r\n", 0, 1...3, "ours", "theirs"),
        ("<<<<<<<\n=======\n>>>>>>>", 0, 1...3, "", ""),
    ])
    func namesLinesAndLabels(_ text: String, _ offset: Int, _ lines: ClosedRange<Int>, _ ours: String, _ theirs: String)
    {
        let summary = ConflictSummary(lines: lines, ours: ours, theirs: theirs)
        #expect(ConflictFinding(at: offset, in: Array(text.utf8).span) == .conflict(summary, count: 1))
    }

    @Test(
        arguments: [
            ("=======\n", 0, .leftover), ("{\n>>>>>>> theirs\n}", 2, .leftover), ("||||||| x", 0, .leftover),
            ("<<<<<<< a\nb", 0, .leftover), ("<b>\n", 0, nil), ("= 1\n", 0, nil), ("{ <<<<<<< a\n", 2, nil),
            ("", 0, nil),
        ] as [(String, Int, ConflictFinding?)])
    func findsWhatIsLeft(_ text: String, _ offset: Int, _ finding: ConflictFinding?) {
        #expect(ConflictFinding(at: offset, in: Array(text.utf8).span) == finding)
    }
}
