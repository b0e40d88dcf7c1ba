variable "ingress_rules" {
  type = list(object({
    port = number
    cidr = string
  }))

  default = [
    { port = 8080, cidr = "10.0.0.0/8" },
    { port = 22, cidr = "0.0.0.0/0" }
  ]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = "vpc-0a1b2c3d"

  dynamic "ingress" {
    for_each = var.ingress_rules

    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }
}
