# --- alb-sg: the only door ---

resource "aws_security_group" "alb" {
  name        = "alb-sg"
  description = "Application load balancer"
  vpc_id      = aws_vpc.this.id

  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description     = "API gateway"
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.backend.id]
  }

  tags = { Name = "alb-sg", Service = "network" }
}

# --- backend-sg: gateway on 8080, services on 8081 to 8085 ---

resource "aws_security_group" "backend" {
  name        = "backend-sg"
  description = "API gateway and services"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "backend-sg", Service = "network" }
}

resource "aws_vpc_security_group_ingress_rule" "backend_from_alb" {
  security_group_id            = aws_security_group.backend.id
  description                  = "Gateway and services from the load balancer"
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8085

  tags = { Service = "network" }
}

resource "aws_vpc_security_group_egress_rule" "backend_to_data" {
  for_each = {
    postgresql = { port = 5432, group = aws_security_group.db.id }
    redis      = { port = 6379, group = aws_security_group.redis.id }
    kafka      = { port = 9092, group = aws_security_group.kafka.id }
  }

  security_group_id            = aws_security_group.backend.id
  description                  = each.key
  referenced_security_group_id = each.value.group
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port

  tags = { Service = "network" }
}

resource "aws_vpc_security_group_egress_rule" "backend_to_apis" {
  security_group_id = aws_security_group.backend.id
  description       = "PortOne, reCAPTCHA, OAuth2 providers"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = { Service = "network" }
}

# --- db-sg ---

resource "aws_security_group" "db" {
  name        = "db-sg"
  description = "PostgreSQL"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "PostgreSQL from the services"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.backend.id]
  }

  tags = { Name = "db-sg", Service = "network" }
}

# --- redis-sg ---

resource "aws_security_group" "redis" {
  name        = "redis-sg"
  description = "Redis"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "Redis from the services"
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [aws_security_group.backend.id]
  }

  tags = { Name = "redis-sg", Service = "network" }
}

# --- kafka-sg ---

resource "aws_security_group" "kafka" {
  name        = "kafka-sg"
  description = "Kafka and Zookeeper"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "kafka-sg", Service = "network", Tier = "data" }
}

resource "aws_vpc_security_group_ingress_rule" "kafka_from_backend" {
  for_each = { broker = 9092, zookeeper = 2181 }

  security_group_id            = aws_security_group.kafka.id
  description                  = "${each.key} from the services"
  referenced_security_group_id = aws_security_group.backend.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value

  tags = { Service = "network" }
}

# --- interface endpoints ---

resource "aws_security_group" "endpoints" {
  name        = "endpoints-sg"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "AWS APIs from the services"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.backend.id]
  }

  tags = { Name = "endpoints-sg", Service = "network" }
}
