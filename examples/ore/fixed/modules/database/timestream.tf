resource "aws_timestreamwrite_database" "this" {
  database_name = "${var.name_prefix}-metrics"
  kms_key_id    = aws_kms_key.this["timestream"].arn

  tags = var.tags
}

resource "aws_timestreamwrite_table" "this" {
  for_each = toset(["game_events", "location_tracking", "ad_metrics"])

  database_name = aws_timestreamwrite_database.this.database_name
  table_name    = each.key

  retention_properties {
    memory_store_retention_period_in_hours  = 24
    magnetic_store_retention_period_in_days = 365
  }

  tags = var.tags
}
