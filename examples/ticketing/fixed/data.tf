resource "aws_db_subnet_group" "this" {
  name       = "ticket-queue"
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]

  tags = { Service = "database" }
}

resource "aws_db_instance" "this" {
  identifier                 = "ticket-queue"
  engine                     = "postgres"
  engine_version             = "18"
  instance_class             = "db.t3.micro"
  allocated_storage          = 20
  storage_type               = "gp3"
  storage_encrypted          = true
  db_name                    = "ticketing"
  username                   = "ticketing"
  password                   = var.db_password
  db_subnet_group_name       = aws_db_subnet_group.this.name
  vpc_security_group_ids     = [aws_security_group.db.id]
  availability_zone          = local.zone
  multi_az                   = false
  publicly_accessible        = false
  backup_retention_period    = 7
  monitoring_interval        = 0
  copy_tags_to_snapshot      = true
  deletion_protection        = true
  auto_minor_version_upgrade = true
  final_snapshot_identifier  = "ticket-queue-final"

  tags = { Service = "database" }
}

resource "aws_elasticache_subnet_group" "this" {
  name       = "ticket-queue"
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]

  tags = { Service = "cache" }
}

# One node, nothing kept: what is in Redis can be rebuilt.
resource "aws_elasticache_replication_group" "this" {
  replication_group_id       = "ticket-queue"
  description                = "Sessions, queue positions and caches"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t3.micro"
  num_cache_clusters         = 1
  port                       = 6379
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.redis.id]
  automatic_failover_enabled = false
  multi_az_enabled           = false
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  snapshot_retention_limit   = 0

  tags = { Service = "cache" }
}

resource "aws_instance" "kafka" {
  ami                    = var.ami_id
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.private[local.zone].id
  vpc_security_group_ids = [aws_security_group.kafka.id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }

  tags = { Name = "ticket-queue-kafka", Service = "kafka", Tier = "data" }
}

resource "aws_ebs_volume" "kafka" {
  availability_zone = local.zone
  size              = 100
  type              = "gp3"
  encrypted         = true

  tags = { Name = "ticket-queue-kafka", Service = "kafka" }
}

resource "aws_volume_attachment" "kafka" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.kafka.id
  instance_id = aws_instance.kafka.id
}

# Posters and archived logs.
resource "aws_s3_bucket" "assets" {
  bucket = "ticket-queue-assets"

  tags = { Service = "event" }
}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket                  = aws_s3_bucket.assets.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "assets" {
  bucket = aws_s3_bucket.assets.id

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      days          = 30
      storage_class = "GLACIER"
    }
  }
}
