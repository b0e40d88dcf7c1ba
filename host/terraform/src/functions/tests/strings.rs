use super::check;

#[test]
fn case_and_space() {
    check(&[
        (r#"upper("ǆß")"#, r#""Ǆß""#),
        (r#"lower("İSTANBUL ẞ")"#, r#""istanbul ß""#),
        (r#"title("hello wOrld foo-bar it's a_b 1st é")"#, r#""Hello WOrld Foo-Bar It'S A_b 1st É""#),
        (r#"trimspace("\u00a0a\u3000")"#, r#""a""#),
        (r#"chomp("a\r\n\n\r")"#, r#""a""#),
        (r#"trim("xyaxy", "yx")"#, r#""a""#),
        (r#"trimprefix("aab", "a")"#, r#""ab""#),
        (r#"indent(2, "a\nb\n\nc")"#, r#""a\n  b\n  \n  c""#),
    ]);
}

#[test]
fn characters_are_what_a_reader_counts() {
    check(&[
        (r#"length("🇩🇪🇫🇷")"#, "2"),
        (r#"length("\r\n")"#, "1"),
        (r#"strrev("e\u0301a")"#, r#""aé""#),
        (r#"substr("世界hello", 0, 2)"#, r#""世界""#),
        (r#"substr("hello", -3, 2)"#, r#""ll""#),
        (r#"substr("hello", 2, -5)"#, r#""llo""#),
        (r#"substr("hello", 1.5, 2)"#, "error"),
    ]);
}

#[test]
fn parts() {
    check(&[
        (r#"split("", "hé")"#, r#"tolist(["h", "é"])"#),
        (r#"split(",", "")"#, r#"tolist([""])"#),
        (r#"join("-", ["a"], toset(["c", "b"]))"#, r#""a-b-c""#),
        (r#"join(",", ["a", null])"#, "error"),
        (r#"join(",")"#, "error"),
        (r#"replace("abc", "", "-")"#, r#""-a-b-c-""#),
        (r#"replace("a1b2", "/([a-z])(\\d)/", "$2$1")"#, r#""1a2b""#),
        (r#"replace("abc", "/b/", "$1x")"#, r#""ac""#),
        (r#"replace("a/b", "/", "-")"#, r#""a-b""#),
    ]);
}

#[test]
fn regular_expressions_are_re2() {
    check(&[
        (r#"regex("a(b)?c", "ac")"#, "[null(string)]"),
        (r#"regex("(?P<x>a)(?<y>b)", "ab")"#, r#"{x = "a", y = "b"}"#),
        (r#"regex("(?P<x>a)(b)", "ab")"#, "error"),
        (r#"regex("a", "b")"#, "error"),
        (r#"regex("\\d+", "٣4")"#, r#""4""#),
        (r#"regex("[[:alpha:]&&]+", "a&b")"#, r#""a&b""#),
        (r#"regex("\\Qa.b\\E", "a.b")"#, r#""a.b""#),
        (r#"regex("[]a]+", "]a")"#, r#""]a""#),
        (r#"regexall("(\\w)=(\\d)", "a=1,b=2")"#, r#"tolist([["a", "1"], ["b", "2"]])"#),
        (r#"regexall("x", "a")"#, "tolist([])"),
    ]);
}

#[test]
fn formats() {
    check(&[
        (r#"format("%v %v %s %g", 1000000, 0.00001, 1000000, 0.1)"#, r#""1e+06 1e-05 1000000 0.1""#),
        (r#"format("%5s|%-5s|%05s", "é", "b", "c")"#, r#""    é|b    |0000c""#),
        (r#"format("%05d|%-5d|%+5d|%x", 42, 42, 42, -255)"#, r#""00042|42   |  +42|-ff""#),
        (r#"format("%5.1f|%+f|% f|%08.2f", 3.14159, 1, 1, -3.14159)"#, r#""  3.1|+1.000000| 1.000000|-0003.14""#),
        (r#"format("%.0f %.1f %.2f", 2.5, 0.25, 9.999)"#, r#""2 0.2 10.00""#),
        (r#"format("%.3g|%10.3g|%E", 1234.5678, 0.0001234, 0.00012)"#, r#""1.23e+03|  0.000123|1.200000E-04""#),
        (r#"format("%q %.2s %[1]s", "<é\n", "héllo")"#, r#""\"\\u003cé\\n\" hé <é\n""#),
        (r#"format("%#x %#b %08b %X", 255, 5, 5, 3735928559)"#, r#""0xff 0b101 00000101 DEADBEEF""#),
        (r#"format("%v %#v %t", {b = [1, null]}, "a", "true")"#, r#""{\"b\":[1,null]} \"a\" true""#),
        (r#"format("%d", 1.5)"#, "error"),
        (r#"format("%s", "a", "b")"#, "error"),
        (r#"format("%c", 65)"#, "error"),
        (r#"format("%")"#, "error"),
        (r#"format("%d", null)"#, "?string"),
        (r#"formatlist("%s-%s", "a", ["b", "c"])"#, r#"tolist(["a-b", "a-c"])"#),
        (r#"formatlist("%s", [])"#, "tolist([])"),
        (r#"formatlist("%s%s", ["a"], ["b", "c"])"#, "error"),
    ]);
}
