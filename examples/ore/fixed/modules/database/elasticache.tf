resource "aws_elasticache_serverless_cache" "this" {
  name                     = "${var.name_prefix}-redis"
  engine                   = "redis"
  major_engine_version     = "7"
  description              = "Sessions, leaderboards and pub/sub"
  subnet_ids               = var.database_subnet_ids
  security_group_ids       = [var.database_security_group_id]
  kms_key_id               = aws_kms_key.this["redis"].arn
  daily_snapshot_time      = "18:00"
  snapshot_retention_limit = 7

  cache_usage_limits {
    data_storage {
      maximum = 100
      unit    = "GB"
    }

    ecpu_per_second {
      maximum = 10000
    }
  }

  tags = var.tags
}
