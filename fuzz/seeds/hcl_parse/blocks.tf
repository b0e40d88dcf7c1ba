# A comment.
resource "aws_x" "y" {
  count = 2 // another
  name  = "a-${var.b}-%{ if c }d%{ else }e%{ endif }"
  tags  = { Name = "x", (local.k) = [1, 2.5e3, -1, !true] }
  one   { inner = aws_z.w[*].id }

  dynamic "two" {
    for_each = { for k, v in var.m : k => v... if v != null }
    content {
      text = <<-EOT
        line ${two.value}
          %{ for x in y ~}
          ${x}
          %{ endfor ~}
      EOT
    }
  }
}
