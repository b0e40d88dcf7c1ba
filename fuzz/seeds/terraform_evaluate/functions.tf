locals {
  a = cidrsubnets("10.0.0.0/8", 4, 4)
  b = templatefile("t.tftpl", { x = [1, 2] })
  c = yamldecode("a: [1, {b: c}]\n")
  d = regexall("[a-z]+", "ab12cd")
  e = setproduct(["a"], toset(["b", "c"]))
  f = format("%05.2f %q %v", 1.5, "x", { a = null })
  g = merge({ a = 1 }, local.c, [{ b = 2 }]...)
  h = try(tomap({ a = 1, b = "c" }), can(tonumber("x")))
  i = sensitive(formatdate("YYYY-MM-DD", timeadd("2020-01-01T00:00:00Z", "24h")))
  j = substr(base64encode(sha256("é")), -3, 2)
}
output "o" { value = [local.a, local.b, local.c, local.e, local.g] }
=== t.tftpl
%{ for y in x ~}
${y}
%{ endfor ~}
=== eval
distinct(concat([1], [local.a[0]], tolist([])))
slice(range(10), 2, 4)
{ for x in local.d : x => upper(x)... }
type(local.h)
