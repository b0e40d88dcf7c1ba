use serde_json::json;

use crate::tests::marks::marks;

#[test]
fn each_byte_is_of_its_node() {
    let values = json!({"a": {"b": "x", "c": ["y", 2]}, "m": "1\n2\n"});
    for (template, expected) in [
        (
            r#"{{ toYaml .Values.a }}"#,
            &[r#""b: x\n" 1:4 a.b"#, r#""c:\n" 1:4 a.c"#, r#""- \"y\"\n" 1:4 a.c[0]"#, r#""- 2" 1:4 a.c[1]"#][..],
        ),
        (r#"{{ toYaml .Values.m }}"#, &[r#""|\n  1\n  2" 1:4 m"#][..]),
        (
            r#"{{ toYaml .Values.a | nindent 2 }}"#,
            &[r#""\n  b: x\n" 1:4 a.b"#, r#""  c:\n" 1:4 a.c"#, r#""  - \"y\"\n" 1:4 a.c[0]"#, r#""  - 2" 1:4 a.c[1]"#]
                [..],
        ),
        (
            r#"{{ toYaml (dict "k" (include "p" .)) }}{{ define "p" }}v {{ .Values.a.b }}{{ end }}"#,
            &[r#""k:" 1:4"#, r#"" v " 1:56"#, r#""x" 1:61 a.b"#][..],
        ),
        (r#"{{ (toYaml .Values | fromYaml).a.b }}"#, &[r#""x" 1:4 a.b"#][..]),
        (r#"{{ (fromYaml (printf "a: %s\nb: %s" .Values.a.b (index .Values.a.c 0))).a }}"#, &[r#""x" 1:4 a.b"#][..]),
    ] {
        assert_eq!(marks(template, &values), expected, "{template}");
    }
}
