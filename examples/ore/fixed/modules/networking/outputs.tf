output "vpc_id" {
  value = aws_vpc.this.id
}

output "public_subnet_ids" {
  value = [for az in var.availability_zones : aws_subnet.public[az].id]
}

output "private_subnet_ids" {
  value = [for az in var.availability_zones : aws_subnet.private[az].id]
}

output "database_subnet_ids" {
  value = [for az in var.availability_zones : aws_subnet.database[az].id]
}

output "private_route_table_ids" {
  value = aws_route_table.private[*].id
}

output "alb_security_group_id" {
  value = aws_security_group.alb.id
}

output "ecs_security_group_id" {
  value = aws_security_group.ecs.id
}

output "database_security_group_id" {
  value = aws_security_group.database.id
}

output "bastion_security_group_id" {
  value = aws_security_group.bastion.id
}

output "monitoring_security_group_id" {
  value = aws_security_group.monitoring.id
}
