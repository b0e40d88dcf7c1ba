locals {
  functions = {
    image-processing = {
      runtime     = "python3.11"
      handler     = "main.handler"
      memory      = 1024
      timeout     = 30
      concurrency = 10
    }
    webhook-handler = {
      runtime     = "nodejs22.x"
      handler     = "index.handler"
      memory      = 512
      timeout     = 10
      concurrency = -1
    }
    scheduled-jobs = {
      runtime     = "provided.al2023"
      handler     = "bootstrap"
      memory      = 256
      timeout     = 300
      concurrency = -1
    }
  }
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name                  = "${var.name_prefix}-${each.key}"
  role                           = aws_iam_role.lambda.arn
  filename                       = "${path.module}/build/${each.key}.zip"
  runtime                        = each.value.runtime
  handler                        = each.value.handler
  memory_size                    = each.value.memory
  timeout                        = each.value.timeout
  reserved_concurrent_executions = each.value.concurrency

  vpc_config {
    subnet_ids         = var.private_subnet_ids
    security_group_ids = [var.ecs_security_group_id]
  }

  tracing_config {
    mode = "Active"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  tags = var.tags
}

# Events that a function failed on three times.
resource "aws_sqs_queue" "failed" {
  name                      = "${var.name_prefix}-failed-events"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true

  tags = var.tags
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${var.name_prefix}-${each.key}"
  retention_in_days = 30

  tags = var.tags
}

resource "aws_cloudwatch_event_rule" "jobs" {
  name                = "${var.name_prefix}-scheduled-jobs"
  schedule_expression = "rate(1 hour)"

  tags = var.tags
}

resource "aws_cloudwatch_event_target" "jobs" {
  rule = aws_cloudwatch_event_rule.jobs.name
  arn  = aws_lambda_function.this["scheduled-jobs"].arn
}

resource "aws_lambda_permission" "jobs" {
  statement_id  = "AllowEventBridge"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["scheduled-jobs"].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.jobs.arn
}
