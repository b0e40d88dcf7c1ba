# The on-premise node posts chain events here; a function drains the queue.
resource "aws_sqs_queue" "blockchain_dead_letter" {
  name                    = "${var.name_prefix}-blockchain-events-dead"
  sqs_managed_sse_enabled = true

  tags = var.tags
}

resource "aws_sqs_queue" "blockchain" {
  name                       = "${var.name_prefix}-blockchain-events"
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = 60

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.blockchain_dead_letter.arn
    maxReceiveCount     = 5
  })

  tags = var.tags
}
