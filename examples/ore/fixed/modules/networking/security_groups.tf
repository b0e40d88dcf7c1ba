resource "aws_security_group" "alb" {
  name        = "${var.name_prefix}-sg-alb"
  description = "Public load balancer"
  vpc_id      = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-alb" })
}

resource "aws_security_group_rule" "alb_from_internet" {
  for_each = var.alb_ingress_ports

  type              = "ingress"
  description       = "${each.key} from the internet"
  security_group_id = aws_security_group.alb.id
  cidr_blocks       = ["0.0.0.0/0"]
  protocol          = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_security_group_rule" "alb_to_ecs" {
  type                     = "egress"
  description              = "Everything to the services"
  security_group_id        = aws_security_group.alb.id
  source_security_group_id = aws_security_group.ecs.id
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 0
}

resource "aws_security_group" "ecs" {
  name        = "${var.name_prefix}-sg-ecs"
  description = "ECS tasks and Lambda functions"
  vpc_id      = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-ecs" })
}

resource "aws_security_group_rule" "ecs_from_alb" {
  type                     = "ingress"
  description              = "Dynamic ports from the load balancer"
  security_group_id        = aws_security_group.ecs.id
  source_security_group_id = aws_security_group.alb.id
  protocol                 = "tcp"
  from_port                = 1024
  to_port                  = 65535
}

resource "aws_security_group_rule" "ecs_from_monitoring" {
  type                     = "ingress"
  description              = "Prometheus scrapes the services"
  security_group_id        = aws_security_group.ecs.id
  source_security_group_id = aws_security_group.monitoring.id
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
}

resource "aws_security_group_rule" "ecs_mesh" {
  type              = "ingress"
  description       = "Services find each other through Cloud Map"
  security_group_id = aws_security_group.ecs.id
  self              = true
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
}

resource "aws_security_group_rule" "ecs_to_ecs" {
  type              = "egress"
  description       = "Services call each other"
  security_group_id = aws_security_group.ecs.id
  self              = true
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
}

resource "aws_security_group_rule" "ecs_to_database" {
  for_each = { postgresql = 5432, redis = 6379 }

  type                     = "egress"
  description              = "${each.key} in the database tier"
  security_group_id        = aws_security_group.ecs.id
  source_security_group_id = aws_security_group.database.id
  protocol                 = "tcp"
  from_port                = each.value
  to_port                  = each.value
}

resource "aws_security_group_rule" "ecs_to_endpoints" {
  type                     = "egress"
  description              = "AWS APIs inside the VPC"
  security_group_id        = aws_security_group.ecs.id
  source_security_group_id = aws_security_group.endpoints.id
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
}

resource "aws_security_group_rule" "ecs_to_internet" {
  type              = "egress"
  description       = "Payment and chain APIs"
  security_group_id = aws_security_group.ecs.id
  cidr_blocks       = ["0.0.0.0/0"]
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_security_group" "database" {
  name        = "${var.name_prefix}-sg-database"
  description = "Aurora and Redis"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "PostgreSQL from the services"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.ecs.id]
  }

  ingress {
    description     = "Redis from the services"
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [aws_security_group.ecs.id]
  }

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-database" })
}

resource "aws_security_group" "bastion" {
  name        = "${var.name_prefix}-sg-bastion"
  description = "Bastion host"
  vpc_id      = aws_vpc.this.id

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.admin_cidrs
  }

  egress {
    description = "Into the VPC"
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = [var.cidr_block]
  }

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-bastion", Tier = "management" })
}

resource "aws_security_group" "monitoring" {
  name        = "${var.name_prefix}-sg-monitoring"
  description = "Prometheus and Grafana, reached through Session Manager"
  vpc_id      = aws_vpc.this.id

  egress {
    description = "Scrape inside the VPC"
    from_port   = 1024
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = [var.cidr_block]
  }

  egress {
    description = "AWS APIs"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-monitoring", Tier = "monitoring" })
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name_prefix}-sg-endpoints"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "HTTPS from the services"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.ecs.id]
  }

  tags = merge(var.tags, { Name = "${var.name_prefix}-sg-endpoints" })
}
