use super::{check, eval};

#[test]
fn json() {
    check(&[
        (r#"jsonencode({b = [1.50, null, true], a = "<é\n"})"#, r#""{\"a\":\"\\u003cé\\n\",\"b\":[1.5,null,true]}""#),
        ("jsonencode(1e30)", r#""1000000000000000000000000000000""#),
        (r#"jsondecode("{\"a\":[1,{\"b\":null}],\"a\":2.50}")"#, "{a = 2.5}"),
        (r#"jsondecode("\"\\ud83d\\ude00\\ud800\"")"#, r#""😀�""#),
        (r#"jsondecode("12345678901234567890")"#, "12345678901234567890"),
        (r#"jsondecode("[1,]")"#, "error"),
        (r#"jsondecode("01")"#, "error"),
        (r#"jsondecode("1 2")"#, "error"),
    ]);
    let deep = format!("jsondecode(\"{}\")", "[".repeat(100_000));
    assert!(eval(&deep).is_err(), "no stack is that deep");
}

#[test]
fn encodings() {
    check(&[
        (r#"base64encode("héé")"#, r#""aMOpw6k=""#),
        (r#"base64decode("SGVs\nbG9=")"#, r#""Hello""#),
        (r#"base64decode("SGVsbG8")"#, "error"),
        (r#"base64decode("/w==")"#, "error"),
        (r#"textencodebase64("é", "UTF-16")"#, r#""/v8A6Q==""#),
        (r#"textencodebase64("世", "GBK")"#, r#""ysA=""#),
        (r#"textencodebase64("世", "ISO-8859-1")"#, "error"),
        (r#"textencodebase64("x", "cp1252")"#, "error"),
        (r#"textdecodebase64("SABlAGwAbABvAA==", "UTF-16LE")"#, r#""Hello""#),
        (r#"urlencode("a/b?c=d ~☃")"#, r#""a%2Fb%3Fc%3Dd+~%E2%98%83""#),
        (r#"csvdecode("a,b\n\"x\"\"y\",2\n")"#, r#"tolist([{a = "x\"y", b = "2"}])"#),
        (r#"csvdecode("a,a\n1,2")"#, "error"),
        (r#"csvdecode("a,b\n1")"#, "error"),
        (r#"csvdecode("a,b\n1,x\"y")"#, "error"),
    ]);
}

#[test]
fn networks() {
    check(&[
        (r#"cidrsubnet("10.0.0.77/8", 8, 3)"#, r#""10.3.0.0/16""#),
        (r#"cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, r#""fd00:fd12:3456:7800:a200::/72""#),
        (r#"cidrsubnet("10.0.0.0/8", 8, -1)"#, r#""0.1.0.0/16""#),
        (r#"cidrsubnet("::ffff:10.0.0.0/112", 4, 1)"#, r#""10.0.16.0/20""#),
        (r#"cidrsubnet("10.0.0.0/16", 2, 4)"#, "error"),
        (r#"cidrsubnet("10.0.0.0/16", 17, 0)"#, "error"),
        (r#"cidrsubnet("10.0.0.0/16", 9223372036854775807, 0)"#, "error"),
        (r#"cidrsubnets("10.0.0.0/16", 8, 4, 8)"#, r#"tolist(["10.0.0.0/24", "10.0.16.0/20", "10.0.32.0/24"])"#),
        (r#"cidrsubnets("255.255.255.0/24", 1, 1)"#, r#"tolist(["255.255.255.0/25", "255.255.255.128/25"])"#),
        (r#"cidrsubnets("10.0.0.0/30", 1, 1, 1)"#, "error"),
        (r#"cidrhost("10.0.0.0/24", -1)"#, r#""10.0.0.255""#),
        (r#"cidrhost("fd00::/0", 18446744073709551616)"#, r#""0:0:0:1::""#),
        (r#"cidrhost("10.0.0.0/24", 256)"#, "error"),
        (r#"cidrhost("010.1.1.0/24", 1)"#, r#""10.1.1.1""#),
        (r#"cidrnetmask("10.0.0.1/13")"#, r#""255.248.0.0""#),
        (r#"cidrnetmask("fd00::/64")"#, "error"),
        (r#"cidrnetmask("10.0.0.1")"#, "error"),
    ]);
}

#[test]
fn hashes() {
    check(&[
        (r#"md5("héllo")"#, r#""be50e8478cf24ff3595bc7307fb91b50""#),
        (r#"sha1("")"#, r#""da39a3ee5e6b4b0d3255bfef95601890afd80709""#),
        (r#"base64sha256("hello world")"#, r#""uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=""#),
        (r#"uuidv5("dns", "www.terraform.io")"#, r#""a5008fae-b28c-5ba5-96cd-82b4c53552d6""#),
        (r#"uuidv5("x500", "CN=x")"#, r#""955bb643-faf8-5f69-a3de-891b89fea215""#),
        (r#"uuidv5("nope", "a")"#, "error"),
        (r#"filesha1("d/b.txt")"#, r#""e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98""#),
        ("length(uuid())", "36"),
        (r#"substr(bcrypt("x", 4), 0, 7)"#, r#""$2a$04$""#),
        (r#"bcrypt("x", 99)"#, "error"),
        ("timestamp()", "?string"),
    ]);
}

#[test]
fn dates() {
    check(&[
        (
            r#"formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")"#,
            r#""Tue, 02 Jan 2018 23:12:01 UTC""#,
        ),
        (r#"formatdate("YY M MMMM EEEE H AA aa", "2018-01-02T03:12:01Z")"#, r#""18 1 January Tuesday 3 AM am""#),
        (r#"formatdate("'T'hh''Z ZZZ ZZZZZ", "2018-01-02T23:12:01-08:30")"#, r#""T23'-08:30 -0830 -08:30""#),
        (r#"formatdate("EEE", "1969-12-31T00:00:00Z")"#, r#""Wed""#),
        (r#"formatdate("YYY", "2018-01-02T03:12:01Z")"#, "error"),
        (r#"formatdate("'abc", "2018-01-02T03:12:01Z")"#, "error"),
        (r#"formatdate("DD", "1900-02-29T00:00:00Z")"#, "error"),
        (r#"formatdate("DD", "2018-01-02t13:02:01Z")"#, "error"),
        (r#"timeadd("2017-11-22T00:00:00.25Z", "1h750ms")"#, r#""2017-11-22T01:00:01Z""#),
        (r#"timeadd("2000-03-01T00:00:00+01:00", "-24h")"#, r#""2000-02-29T00:00:00+01:00""#),
        (r#"timeadd("2017-11-22T00:00:00Z", "1d")"#, "error"),
        (r#"timeadd("2017-11-22T00:00:00Z", "5")"#, "error"),
        (r#"timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")"#, "0"),
    ]);
}

#[test]
fn files() {
    check(&[
        (r#"file("d/a.txt")"#, r#""alpha\n""#),
        (r#"file("d/no.txt")"#, "error"),
        (r#"filebase64("d/b.txt")"#, r#""Yg==""#),
        (r#"[fileexists("d/b.txt"), fileexists("d/no")]"#, "[true, false]"),
        (r#"fileexists("d")"#, "error"),
        (r#"fileset("d", "**")"#, r#"toset(["a.txt", "b.txt", "sub/c.txt"])"#),
        (r#"fileset("d/", "./{b,x}.txt")"#, r#"toset(["b.txt"])"#),
        (r#"fileset(".", "d/**/[a-c].txt")"#, r#"toset(["d/a.txt", "d/b.txt", "d/sub/c.txt"])"#),
        (r#"fileset("no", "*")"#, "toset([])"),
        (r#"fileset("d", "[")"#, "error"),
        (r#"templatefile("t", {a = 1})"#, r#""t with {a = 1}""#),
        (r#"templatefile("t", {"a b" = 1})"#, "error"),
        (r#"[basename("a/"), basename(""), dirname("a/../b/c"), abspath("/a/../b")]"#, r#"["a", ".", "b", "/b"]"#),
        (r#"pathexpand("~/x")"#, "?string"),
    ]);
}

#[test]
fn extreme_numbers_are_no_accident() {
    for call in [
        r#"substr("a", -9223372036854775808, 9223372036854775807)"#,
        r#"cidrhost("10.0.0.0/8", 1e400)"#,
        r#"cidrsubnet("10.0.0.0/8", -9223372036854775808, 1e400)"#,
        r#"element([1], 9223372036854775807)"#,
        r#"chunklist([1], 9223372036854775807)"#,
        r#"indent(9223372036854775807, "a\nb")"#,
        r#"format("%65536d", 1)"#,
        r#"format("%99999999999999999999d", 1)"#,
        r#"format("%.300f %e", 1e-400, 1e400)"#,
        r#"timeadd("9999-12-31T23:59:59Z", "2562047h")"#,
        r#"range(1e400, 0)"#,
        r#"pow(1e400, 1e400)"#,
        r#"parseint("9", 1e400)"#,
    ] {
        // A value or an error, and an end.
        let outcome = eval(call);
        assert!(outcome.is_err() || outcome.is_ok_and(|value| !value.is_null()), "{call}");
    }
}

/// A key that guards nothing, in both forms that have no passphrase, and a word encrypted for it by OpenSSL.
const KEY: &str = concat!(
    r"-----BEGIN RSA PRIVATE KEY-----\nMIICXAIBAAKBgQC+QgWiJuaB4g8hZA1S5JunjB0AQS74CRt8aEnnMSpPGdk66aJ",
    r"X\nAjoUGad/dX+2IvSgiutdNVUHp6hgiz2ojkpnKRAj7nH5h5A4CW1qRNgW2Df2xgsb\np7D5Ypuxy/gPgzI6bpNufJ9v4cq",
    r"KgD/E22QtZOYKi8g54adSPoJbMPumjwIDAQAB\nAoGAK0Xk9h6W6w+5lUSmayYn6RHLPtWUk0GvCLrHpFfgYaFlcSrWi6esA",
    r"gpbuHfH\nFmwY67LtGYQZ1OXjPCIvYfkLHsp4hJw60yPOAHy9b0M7YarpTcubQOcqiKzbg4b1\n98aLcAZ0ZT/WoW8+ddzle",
    r"LhDlgLJyI3YHMULWokoC/9Ce7ECQQD4KxCaC8GbmG4B\nZX6oRkmEYS8Cglqhc9rlLiK2ILfyYONGOTtAbBXiH/eMu0PyPYE",
    r"H6rFd26h3cQwz\nN4V39UzrAkEAxEMadhreVG/MUeqElrgeoCUVPRNpFbSNRkuU4c/Om+0EAGXQppSJ\nQ7Zwi4WBmi2s+Z1",
    r"qkPCKuzz6kk59hwoT7QJAQiVYW3bet9Y9G+othDSXy80LdqO/\n/GCg640Me3blEJl6enEutdEZVBgpJz2SsrJp/e40MEwn7",
    r"w4WrmASFxMu2QJALRjK\nNMc5vScvSMddjhBioSPEPJOAOweQys1FOZn5fKS6najHh+9rlw6Nz9FulVHXhEfi\nm8lZ52o8n",
    r"W/BskzjhQJBAJy8rAT9QFq+52/yGaUkZ8QpA0ROUq+mJFmg60azZ4I+\nPOnOeLxKKWnICj7E9JmfygUSwTFEqghTrqzLLSe",
    r"kv+4=\n-----END RSA PRIVATE KEY-----\n",
);
const KEY_PKCS8: &str = concat!(
    r"-----BEGIN PRIVATE KEY-----\nMIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAL5CBaIm5oHiDyFk\nD",
    r"VLkm6eMHQBBLvgJG3xoSecxKk8Z2TrpolcCOhQZp391f7Yi9KCK6101VQenqGCL\nPaiOSmcpECPucfmHkDgJbWpE2BbYN/b",
    r"GCxunsPlim7HL+A+DMjpuk258n2/hyoqA\nP8TbZC1k5gqLyDnhp1I+glsw+6aPAgMBAAECgYArReT2HpbrD7mVRKZrJifpE",
    r"cs+\n1ZSTQa8IusekV+BhoWVxKtaLp6wCClu4d8cWbBjrsu0ZhBnU5eM8Ii9h+QseyniE\nnDrTI84AfL1vQzthqulNy5tA5",
    r"yqIrNuDhvX3xotwBnRlP9ahbz513OV4uEOWAsnI\njdgcxQtaiSgL/0J7sQJBAPgrEJoLwZuYbgFlfqhGSYRhLwKCWqFz2uU",
    r"uIrYgt/Jg\n40Y5O0BsFeIf94y7Q/I9gQfqsV3bqHdxDDM3hXf1TOsCQQDEQxp2Gt5Ub8xR6oSW\nuB6gJRU9E2kVtI1GS5T",
    r"hz86b7QQAZdCmlIlDtnCLhYGaLaz5nWqQ8Iq7PPqSTn2H\nChPtAkBCJVhbdt631j0b6i2ENJfLzQt2o7/8YKDrjQx7duUQm",
    r"Xp6cS610RlUGCkn\nPZKysmn97jQwTCfvDhauYBIXEy7ZAkAtGMo0xzm9Jy9Ix12OEGKhI8Q8k4A7B5DK\nzUU5mfl8pLqdq",
    r"MeH72uXDo3P0W6VUdeER+KbyVnnajydb8GyTOOFAkEAnLysBP1A\nWr7nb/IZpSRnxCkDRE5Sr6YkWaDrRrNngj486c54vEo",
    r"pacgKPsT0mZ/KBRLBMUSq\nCFOurMstJ6S/7g==\n-----END PRIVATE KEY-----\n",
);
const ENCRYPTED: &str = concat!(
    r"sUTSM7E3L2vNpZcHJrN4F+meTSiopFIbWLF6JXO6LZ9z0/cyKIMuEuPz75SpaTeoyobn4Vm5+UrtIh+B/9TAgWO2bJGr0ngy",
    r"OaQ9ldkcrIVJ8JYSW4gpaJRxQD2X+fXV6f4KsUawOlgEjF4wynH/6oSV2Yo/DaSTJWvCubFJrDM=",
);

#[test]
fn what_is_encrypted_for_a_key() {
    let call = |text: &str, key: &str| format!("rsadecrypt(\"{text}\", \"{key}\")");
    check(&[
        (&call(ENCRYPTED, KEY), r#""p4ss""#),
        (&call(ENCRYPTED, KEY_PKCS8), r#""p4ss""#),
        (&call(ENCRYPTED, "x"), "error"),
        (&call("eA==", KEY), "error"),
        (&call("no base64", KEY), "error"),
    ]);
}
