locals {
  # Gateway and the five services share one instance, as containers.
  ports = {
    gateway     = 8080
    user        = 8081
    event       = 8082
    queue       = 8083
    reservation = 8084
    payment     = 8085
  }
}

resource "aws_ecr_repository" "this" {
  for_each = local.ports

  name                 = "ticket-queue/${each.key}"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  tags = { Service = each.key }
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = local.ports

  name              = "/ticket-queue/${each.key}"
  retention_in_days = 1

  tags = { Service = each.key }
}

resource "aws_iam_role" "backend" {
  name = "ticket-queue-backend"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ec2.amazonaws.com" }
      }
    ]
  })

  tags = { Service = "gateway" }
}

resource "aws_iam_role_policy_attachment" "backend" {
  for_each = toset([
    "AmazonSSMManagedInstanceCore",
    "AmazonEC2ContainerRegistryReadOnly",
    "CloudWatchAgentServerPolicy"
  ])

  role       = aws_iam_role.backend.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_instance_profile" "backend" {
  name = "ticket-queue-backend"
  role = aws_iam_role.backend.name

  tags = { Service = "gateway" }
}

resource "aws_launch_template" "backend" {
  name                   = "ticket-queue-backend"
  image_id               = var.ami_id
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.backend.id]

  iam_instance_profile {
    arn = aws_iam_instance_profile.backend.arn
  }

  metadata_options {
    http_tokens = "required"
  }

  tags = { Service = "gateway" }
}

resource "aws_autoscaling_group" "backend" {
  name                = "ticket-queue-backend"
  min_size            = var.backend_min_size
  max_size            = var.backend_max_size
  desired_capacity    = var.backend_min_size
  vpc_zone_identifier = [aws_subnet.private[local.zone].id]
  target_group_arns   = [aws_lb_target_group.gateway.arn]
  health_check_type   = "ELB"

  launch_template {
    id      = aws_launch_template.backend.id
    version = aws_launch_template.backend.latest_version
  }

  tag {
    key                 = "Project"
    value               = "ticket-queue"
    propagate_at_launch = true
  }

  tag {
    key                 = "Environment"
    value               = "production"
    propagate_at_launch = true
  }

  tag {
    key                 = "Service"
    value               = "gateway"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "cpu-70"
  autoscaling_group_name = aws_autoscaling_group.backend.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

resource "aws_ssm_parameter" "spring_profile" {
  name  = "/ticket-queue/spring-profile"
  type  = "String"
  value = "prod"

  tags = { Service = "gateway" }
}

resource "aws_ssm_parameter" "db_password" {
  name  = "/ticket-queue/db-password"
  type  = "SecureString"
  value = var.db_password

  tags = { Service = "database" }
}
