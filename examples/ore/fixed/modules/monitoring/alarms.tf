resource "aws_sns_topic" "alerts" {
  for_each = toset(["critical", "warning"])

  name              = "${var.name_prefix}-alerts-${each.key}"
  kms_master_key_id = "alias/aws/sns"

  tags = var.tags
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  for_each = var.service_names

  alarm_name          = "${var.name_prefix}-${each.key}-cpu"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.alerts["critical"].arn]

  dimensions = {
    ClusterName = var.cluster_name
    ServiceName = each.value
  }

  tags = merge(var.tags, { Service = each.key })
}
