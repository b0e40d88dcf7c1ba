use serde_json::json;

use crate::tests::marks::marks;

#[test]
fn each_byte_is_of_its_node() {
    let values = json!({"a": {"b": "x", "c": [1, true]}, "d": "y"});
    for (template, expected) in [
        (
            r#"{{ toJson .Values.a }}"#,
            &[
                r#""{" 1:4 a"#,
                r#""\"b\":\"x\"" 1:4 a.b"#,
                r#""," 1:4 a"#,
                r#""\"c\":[" 1:4 a.c"#,
                r#""1" 1:4 a.c[0]"#,
                r#""," 1:4 a.c"#,
                r#""true" 1:4 a.c[1]"#,
                r#""]" 1:4 a.c"#,
                r#""}" 1:4 a"#,
            ][..],
        ),
        (
            r#"{{ toPrettyJson .Values.a.c }}"#,
            &[
                r#""[\n  " 1:4 a.c"#,
                r#""1" 1:4 a.c[0]"#,
                r#"",\n  " 1:4 a.c"#,
                r#""true" 1:4 a.c[1]"#,
                r#""\n]" 1:4 a.c"#,
            ][..],
        ),
        (r#"{{ toJson (dict "k" .Values.d) }}"#, &[r#""{" 1:4"#, r#""\"k\":\"y\"" 1:4 d"#, r#""}" 1:4"#][..]),
        (r#"{{ (toJson .Values | fromJson).a.b }}"#, &[r#""x" 1:4 a.b"#][..]),
        (r#"{{ (printf `{"a":"%s","b":"%s"}` .Values.a.b .Values.d | fromJson).b }}"#, &[r#""y" 1:4 d"#][..]),
    ] {
        assert_eq!(marks(template, &values), expected, "{template}");
    }
}
