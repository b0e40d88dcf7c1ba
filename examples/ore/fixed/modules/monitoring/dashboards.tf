resource "aws_cloudwatch_dashboard" "overview" {
  dashboard_name = "${var.name_prefix}-overview"

  dashboard_body = jsonencode({
    widgets = [
      for name, service in var.service_names : {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = name
          region  = "us-west-1"
          metrics = [["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster_name, "ServiceName", service]]
        }
      }
    ]
  })
}
