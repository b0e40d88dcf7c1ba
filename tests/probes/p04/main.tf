locals {
  rules = {
    internal = { port = 8080, cidrs = ["10.0.0.0/8"] }
    https    = { port = 443, cidrs = ["0.0.0.0/0"] }
    ssh      = { port = 22, cidrs = ["0.0.0.0/0"] }
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = "vpc-0a1b2c3d"
}

resource "aws_security_group_rule" "r" {
  for_each = local.rules

  type              = "ingress"
  security_group_id = aws_security_group.app.id
  protocol          = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_blocks       = each.value.cidrs
}
