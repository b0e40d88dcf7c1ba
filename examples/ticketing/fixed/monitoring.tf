resource "aws_sns_topic" "alarms" {
  name = "ticket-queue-alarms"

  tags = { Service = "network" }
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "database-cpu"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.this.identifier
  }

  tags = { Service = "database" }
}

resource "aws_cloudwatch_metric_alarm" "kafka_status" {
  alarm_name          = "kafka-status"
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 2
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    InstanceId = aws_instance.kafka.id
  }

  tags = { Service = "kafka" }
}
