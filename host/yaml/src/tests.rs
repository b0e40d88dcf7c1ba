//! Texts with their trees beside.
//!
//! [`show`] writes a tree on one line: `'…'` is a scalar of any quoted style, `&a` an anchor, `*a` an alias,
//! `!…` a tag.

use tollgate_source::FileId;

use crate::{Alias, Content, Dialect, Node, Scalar, Style, Tag, parse, parse_stream};

mod suite;

fn show(node: &Node) -> String {
    let anchor = node.anchor.as_ref().map(|anchor| format!("&{} ", anchor.name)).unwrap_or_default();
    let tag = node.tag.as_ref().map(|tag| format!("{} ", tag.name.replace("tag:yaml.org,2002:", "!!")));
    let content = match &node.content {
        Content::Scalar(text, Style::Plain) => text.to_string(),
        Content::Scalar(text, _) => format!("'{}'", text.replace('\n', "\\n")),
        Content::Sequence(items) => format!("[{}]", items.iter().map(|item| show(item)).collect::<Vec<_>>().join(", ")),
        Content::Mapping(pairs) => {
            let pairs = pairs.iter().map(|pair| format!("{}: {}", show(&pair.key), show(&pair.value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        Content::Alias(name, Alias::To(_)) => format!("*{name}"),
        Content::Alias(name, Alias::Undefined) => format!("*{name}?"),
        Content::Alias(name, Alias::Itself) => format!("*{name}!"),
    };
    format!("{anchor}{}{content}", tag.unwrap_or_default())
}

/// The documents of a text, and `error` behind them when something could not be read.
fn check(text: &str, expected: &str) {
    let (documents, diagnostics) = parse(FileId(0), text);
    let mut seen: Vec<String> = documents.iter().map(|document| show(&document.root)).collect();
    if let Some(diagnostic) = diagnostics.first() {
        assert!(diagnostic.span.is_some() && diagnostic.code == Some(crate::SYNTAX), "{diagnostic:?}");
        seen.push("error".into());
    }
    assert_eq!(seen.join(" | "), expected, "{text}");
}

#[test]
fn trees() {
    check("a: 1\nb: [x, 'y', \"z\\n\"]\n", "{a: 1, b: [x, 'y', 'z\\n']}");
    check("a: |\n  l1\n  l2\nb: >-\n  f1\n  f2\n", "{a: 'l1\\nl2\\n', b: 'f1 f2'}");
    check("a:\nb: ~\n", "{a: , b: ~}");
    check("a: 1\na: 2\n<<: {b: 1}\n", "{a: 1, a: 2, <<: {b: 1}}");
    check("x: &a [1]\ny: *a\nz: *b\nw: &c [*c]\n", "{x: &a [1], y: *a, z: *b?, w: &c [*c!]}");
    check("a: !!int 1\nb: !foo {}\nc: !<tag:x,1:y> z\n", "{a: !!int 1, b: !foo {}, c: tag:x,1:y z}");
    check("? [k]\n: v\n", "{[k]: v}");
    check("", "");
    check("# nothing\n", "");
    check("---\n", "");
}

#[test]
fn a_broken_document_costs_itself() {
    check("a: 1\n---\nb: [\n---\nc: 3\n", "{a: 1} | {c: 3} | error");
    check("a: b: c", "error");
    check("\ta: 1", "error");
    check("a:\n\tb: 1", "error");
    check("- \tb: 1", "error");
    check("b:\t2\n", "{b: 2}");
    check("a: 'x", "error");
}

#[test]
fn spans_are_bytes_of_the_text() {
    let text = "ключ: [é, &x 'b']\nother: *x\n";
    let (documents, _) = parse(FileId(0), text);
    let Content::Mapping(pairs) = &documents[0].root.content else { panic!("a mapping") };
    let slice = |node: &Node| &text[node.span.range()];
    assert_eq!(slice(&pairs[0].key), "ключ");
    assert_eq!(slice(&pairs[0].value), "[é, &x 'b']");
    let Content::Sequence(items) = &pairs[0].value.content else { panic!("a sequence") };
    assert_eq!((slice(&items[0]), slice(&items[1])), ("é", "'b'"));
    assert_eq!(items[1].anchor.as_ref().map(|anchor| &text[anchor.span.range()]), Some("&x"));
    assert_eq!(slice(&pairs[1].value), "*x");
    assert_eq!(pairs[1].value.target().map(slice), Some("'b'"));
}

#[test]
fn comments_have_places() {
    let text = "# head\n\na: 1 # one\nb: # empty\n  - x#y\n  # tollgate: ignore[x]\n  - 'z # z'\n--- # doc\n|\n  # text\n#last";
    let stream = parse_stream(FileId(0), text);
    let seen: Vec<String> = stream
        .comments
        .iter()
        .map(|comment| {
            assert!(text[comment.span.range()].starts_with('#'));
            format!("{}{}", if comment.own_line { "" } else { "…" }, comment.text)
        })
        .collect();
    assert_eq!(seen, ["head", "…one", "…empty", "tollgate: ignore[x]", "…doc", "last"]);
    assert_eq!((stream.documents.len(), stream.diagnostics.len()), (2, 0));
    let many = format!("{}a: 1\n{}", "# c\r\n".repeat(5_000), "# d\n".repeat(5_000));
    let stream = parse_stream(FileId(0), &many);
    assert_eq!((stream.comments.len(), stream.documents.len(), stream.diagnostics.len()), (10_000, 1, 0));
    assert!(stream.comments.iter().all(|comment| comment.own_line && comment.text.len() == 1));
    let broken = parse_stream(FileId(0), "a: [ # one\n---\nb: 1 # two\n");
    assert_eq!((broken.documents.len(), broken.diagnostics.len()), (1, 1));
    assert_eq!(broken.comments.last().map(|comment| &*comment.text), Some("two"));
}

#[test]
fn hostile_texts_end() {
    let bomb = (1..10).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
        let alias = format!("*a{}", n - 1);
        format!("{text}a{n}: &a{n} [{}]\n", vec![alias; 9].join(", "))
    });
    let (documents, _) = parse(FileId(0), &bomb);
    assert!(documents[0].root.weight > 3_000_000_000, "the weight is counted without expanding");
    let chain = (1..100_000).fold("a0: &a0 [x]\n".to_owned(), |text, n| text + &format!("a{n}: &a{n} [*a{}]\n", n - 1));
    let (documents, diagnostics) = parse(FileId(0), &chain);
    assert!(documents.is_empty() && diagnostics.len() == 1, "dropping it would take as much stack as it is deep");
    let nested = (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>();
    for deep in ["[".repeat(20_000), "{a: ".repeat(20_000), "- ".repeat(20_000), nested] {
        let (documents, diagnostics) = parse(FileId(0), &deep);
        assert!(documents.is_empty() && diagnostics.len() == 1, "{}", &deep[..8]);
    }
}

#[test]
fn terraform_reads_scalars_as_yaml_1_1_with_decimal_numbers() {
    let number = |text: &str| Ok(Scalar::Number(text.to_owned()));
    let text = |text: &str| Ok(Scalar::Text(text.into()));
    for (plain, expected) in [
        ("yes", Ok(Scalar::Bool(true))),
        ("Off", Ok(Scalar::Bool(false))),
        ("yES", text("yES")),
        ("~", Ok(Scalar::Null)),
        ("", Ok(Scalar::Null)),
        ("nULL", text("nULL")),
        ("010", number("010")),
        ("0x1F", number("31")),
        ("0o17", number("15")),
        ("0xFFFFFFFFFFFFFFFF", number("18446744073709551615")),
        ("-0x1f", text("-0x1f")),
        ("0b11", text("0b11")),
        ("1_000", text("1_000")),
        (".5", number(".5")),
        ("5.", number("5.")),
        ("+1e-3", number("+1e-3")),
        ("1e", text("1e")),
        ("1.2.3", text("1.2.3")),
        ("-.inf", Ok(Scalar::Infinity { negative: true })),
        ("Infinity", text("Infinity")),
        ("2001-1-1", text("2001-01-01T00:00:00Z")),
        ("2001-12-14t21:59:43.10-05:00", text("2001-12-14T21:59:43-05:00")),
        ("2001-12-15 2:59:43.10", text("2001-12-15T02:59:43Z")),
        ("2001-12-14 21:59:43.10 -5", text("2001-12-14 21:59:43.10 -5")),
        ("2001-12-15T02:59:43", text("2001-12-15T02:59:43")),
        ("2001-02-29", text("2001-02-29")),
        ("12:30:45", text("12:30:45")),
    ] {
        assert_eq!(Dialect::Terraform.scalar(&plain.into(), Style::Plain, None), expected, "{plain}");
    }
    let tagged = |tag: &str, plain: &str, style| {
        let span = tollgate_source::Span::start_of(FileId(0));
        let name = tag.replace("!!", crate::TAG_PREFIX).into();
        Dialect::Terraform.scalar(&plain.into(), style, Some(&Tag { name, span }))
    };
    assert_eq!(tagged("!!str", "1", Style::Plain), text("1"));
    assert_eq!(tagged("!!int", "1", Style::SingleQuoted), text("1"));
    assert_eq!(tagged("!!float", "3", Style::Plain), number("3"));
    assert_eq!(tagged("!!int", "1.5", Style::Plain), number("1.5"));
    assert_eq!(tagged("!!null", "x", Style::Plain), Ok(Scalar::Null));
    assert_eq!(tagged("!!int", "1\n", Style::Literal), Err("\"1\\n\" is no int".into()));
    assert_eq!(tagged("!!int", "x", Style::Plain), Err("\"x\" is no int".into()));
    assert_eq!(tagged("!foo", "x", Style::Plain), Err("the tag `!foo` is not supported".into()));
}
