terraform {
  backend "s3" {
    bucket = "acme-state"
    key    = "orders.tfstate"
    region = "ap-northeast-2"
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
