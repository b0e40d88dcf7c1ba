resource "aws_security_group" "msk" {
  name        = "${var.name_prefix}-sg-msk"
  description = "MSK Serverless"
  vpc_id      = var.vpc_id

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-msk" })
}

resource "aws_vpc_security_group_ingress_rule" "msk_iam" {
  security_group_id            = aws_security_group.msk.id
  description                  = "Kafka clients with IAM authentication"
  referenced_security_group_id = var.ecs_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098

  tags = var.tags
}

resource "aws_security_group_rule" "ecs_to_msk" {
  type                     = "egress"
  description              = "Kafka in the database tier"
  security_group_id        = var.ecs_security_group_id
  source_security_group_id = aws_security_group.msk.id
  protocol                 = "tcp"
  from_port                = 9098
  to_port                  = 9098
}

resource "aws_msk_serverless_cluster" "this" {
  cluster_name = "${var.name_prefix}-events"

  vpc_config {
    subnet_ids         = var.database_subnet_ids
    security_group_ids = [aws_security_group.msk.id]
  }

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }

  tags = var.tags
}
