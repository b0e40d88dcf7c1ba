resource "aws_ecs_task_definition" "orders" {
  family = "orders"
  container_definitions = jsonencode([{
    name       = "orders"
    image      = "acme/orders:latest"
    privileged = true
    environment = [
      { name = "DB_PASSWORD", value = "hunter2" },
    ]
  }])
}
